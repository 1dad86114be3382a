package io.nibble.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.ThreadMXBean;
import io.nibble.file.ModelException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts become what Hugging Face's library makes of them; make_text_golden.py wrote the files. */
class TestTokenizer {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Path GOLDEN = Path.of("src/test/resources/golden/text");

  @Test
  void givesTheTokensOfTheLibrary() throws IOException {
    List<String> lines = Files.readAllLines(GOLDEN.resolve("wordpiece.jsonl"));
    List<Tokenizer> tokenizers = new ArrayList<>();
    for (JsonNode normalizer : MAPPER.readTree(lines.get(0))) {
      tokenizers.add(
          changed(json -> ((ObjectNode) json.get("normalizer")).setAll((ObjectNode) normalizer)));
    }
    assertGolden(lines.subList(1, lines.size()), tokenizers);
  }

  @Test
  void givesTheTokensOfTheLibraryFromBytes() throws IOException {
    byte[] json = Files.readAllBytes(GOLDEN.resolve("bytelevel.json"));
    assertGolden(
        Files.readAllLines(GOLDEN.resolve("bytelevel.jsonl")),
        List.of(Tokenizer.of("bytelevel.json", json)));
  }

  @Test
  void givesTheTokensOfTheLibraryWhereMergesAreIgnored() throws IOException {
    ObjectNode json = (ObjectNode) MAPPER.readTree(GOLDEN.resolve("bytelevel.json").toFile());
    at(json, "model").put("ignore_merges", true);
    ArrayNode merges = (ArrayNode) json.get("model").get("merges");
    for (int i = 0; i < 300; i++) {
      merges.remove(merges.size() - 1);
    }
    assertGolden(
        Files.readAllLines(GOLDEN.resolve("ignoremerges.jsonl")),
        List.of(Tokenizer.of("bytelevel.json", MAPPER.writeValueAsBytes(json))));
  }

  @Test
  void givesTheTokensOfTheLibraryUnderAllSettingsOfUnigram() throws IOException {
    List<String> lines = Files.readAllLines(GOLDEN.resolve("unigram.jsonl"));
    JsonNode header = MAPPER.readTree(lines.get(0));
    List<Tokenizer> tokenizers = new ArrayList<>();
    for (int i = 0; i < header.get(0).size(); i++) {
      tokenizers.add(unigram(header.get(0).get(i), header.get(1).get(i).booleanValue()));
    }
    assertGolden(lines.subList(1, lines.size()), tokenizers);
  }

  /** The tokenizer with other settings, in which a word stands for its map of characters. */
  private static Tokenizer unigram(JsonNode settings, boolean fallsBack) throws IOException {
    ObjectNode json = (ObjectNode) MAPPER.readTree(GOLDEN.resolve("unigram.json").toFile());
    String charsmap = json.get("normalizer").toString();
    json.setAll((ObjectNode) settings);
    at(json, "model").put("byte_fallback", fallsBack);
    String text = json.toString().replace("\"charsmap\"", charsmap);
    return Tokenizer.of("unigram.json", text.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertGolden(List<String> lines, List<Tokenizer> tokenizers)
      throws IOException {
    for (String line : lines) {
      JsonNode row = MAPPER.readTree(line);
      Encoder encoder = tokenizers.get(row.get(0).intValue()).encoder(row.get(1).intValue());
      encode(encoder, row.get(2).textValue(), row.get(3).textValue());
      assertThat(tokens(encoder)).as(line).isEqualTo(expected(row));
    }
  }

  @Test
  void anEncoderForgetsTheTextBefore() throws IOException {
    Encoder used = changed(json -> {}).encoder(64);
    for (String text :
        List.of("one text", "", "İstanbul", "a much longer text than all the others")) {
      encode(used, "something else entirely, and long", "with a second text");
      encode(used, text, null);
      Encoder fresh = changed(json -> {}).encoder(64);
      encode(fresh, text, null);
      assertThat(tokens(used)).isEqualTo(tokens(fresh));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"wordpiece.json", "bytelevel.json", "unigram.json"})
  void encodesWithMemoryThatItHas(String file) throws IOException {
    ObjectNode json = (ObjectNode) MAPPER.readTree(GOLDEN.resolve(file).toFile());
    ArrayNode normalizers =
        MAPPER.createArrayNode().add(MAPPER.createObjectNode().put("type", "NFKC"));
    if (json.get("normalizer").isObject()) {
      normalizers.add(json.get("normalizer"));
    }
    json.putObject("normalizer").put("type", "Sequence").set("normalizers", normalizers);
    Encoder encoder = Tokenizer.of(file, MAPPER.writeValueAsBytes(json)).encoder(512);
    List<byte[]> texts =
        IntStream.range(0, 500)
            .mapToObj(seed -> new RandomTexts(seed).next().getBytes(StandardCharsets.UTF_8))
            .toList();
    long first = allocated(encoder, texts);
    for (int i = 0; i < 4; i++) {
      allocated(encoder, texts);
    }
    assertThat(first).isPositive();
    assertThat(allocated(encoder, texts)).isLessThan(texts.size());
  }

  /** Bytes that this thread allocates while it encodes texts. */
  private static long allocated(Encoder encoder, List<byte[]> texts) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < texts.size(); i++) {
      encoder.encode(texts.get(i));
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  @Test
  void saysWhetherTokensWereDropped() throws IOException {
    Tokenizer tokenizer = changed(json -> {});
    Encoder all = tokenizer.encoder(100);
    encode(all, "a b c", null);
    assertThat(all.length()).isEqualTo(5);
    for (int limit = 4; limit < 8; limit++) {
      Encoder encoder = tokenizer.encoder(limit);
      encode(encoder, "a b c", null);
      assertThat(encoder.length()).isEqualTo(Math.min(limit, 5));
      assertThat(encoder.isTruncated()).isEqualTo(limit < 5);
    }
    assertThatThrownBy(() -> tokenizer.encoder(3))
        .hasMessage("maxTokens is 3, expected more than the 3 around a text");
  }

  static Stream<Arguments> unknown() {
    return Stream.of(
        refused(json -> json.put("x", 1), "has an unknown field 'x'"),
        refused(json -> json.remove("model"), "has no field 'model'"),
        refused(
            json -> type(json, "model", "WordLevel"),
            "'WordLevel', expected one of BPE, Unigram, WordPiece"),
        refused(json -> type(json, "normalizer", "Nmt"), "'Nmt', expected one of BertNormalizer"),
        refused(json -> type(json, "pre_tokenizer", "Split"), "'Split', expected one of Bert"),
        refused(TestTokenizer::byteLevel, "one is for bytes, expected both or neither"),
        refused(json -> type(json, "post_processor", "ByteLevel"), "'ByteLevel', expected one of"),
        refused(json -> at(json, "normalizer").put("x", 1), "has an unknown field 'x'"),
        refused(json -> at(json, "normalizer").put("lowercase", 1), "is 1, expected true or false"),
        refused(json -> at(json, "model").put("unk_token", "n o"), "the unk_token 'n o', expected"),
        refused(json -> at(json, "model").put("vocab", 1), "is 1, expected an object"),
        refused(json -> at(json, "model", "vocab").put("a", -1), "is -1, expected an integer from"),
        refused(json -> at(json, "model", "vocab").put("a", "b"), "is 'b', expected an integer"),
        refused(json -> added(json).put("single_word", true), "single_word true, expected false"),
        refused(json -> added(json).remove("content"), "has no field 'content'"),
        refused(json -> added(json).put("stem", true), "has an unknown field 'stem'"),
        refused(
            json -> part(json, "SpecialToken").put("id", "[X]"), "names the token '[X]', not in"),
        refused(
            json -> part(json, "SpecialToken").put("type_id", -1), "is -1, expected an integer"));
  }

  @ParameterizedTest
  @MethodSource("unknown")
  void refusesWhatItDoesNotKnow(Consumer<ObjectNode> change, String message) throws IOException {
    checkRefused("wordpiece.json", change, message);
  }

  private static void checkRefused(String golden, Consumer<ObjectNode> change, String message)
      throws IOException {
    ObjectNode json = (ObjectNode) MAPPER.readTree(GOLDEN.resolve(golden).toFile());
    change.accept(json);
    assertThatThrownBy(() -> Tokenizer.of(golden, MAPPER.writeValueAsBytes(json)))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith(golden + ": the tokenizer")
        .hasMessageContaining(message);
  }

  @Test
  void refusesWhatIsNoJson() {
    assertThatThrownBy(() -> Tokenizer.of("t", "{\"a\"".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("t: the tokenizer is not valid JSON");
  }

  private static void byteLevel(ObjectNode json) {
    json.putObject("pre_tokenizer").put("type", "ByteLevel").put("add_prefix_space", false);
  }

  static Stream<Arguments> unknownOfBytes() {
    return Stream.of(
        refused(
            json -> at(json, "pre_tokenizer").put("add_prefix_space", true), "add_prefix_space"),
        refused(json -> at(json, "pre_tokenizer").put("use_regex", false), "has use_regex false"),
        refused(json -> at(json, "post_processor").put("add_prefix_space", true), "add_prefix_sp"),
        refused(json -> at(json, "model").put("dropout", 0.1), "has a dropout, expected null"),
        refused(json -> at(json, "model").put("byte_fallback", true), "has byte_fallback true"),
        refused(
            json -> at(json, "model").put("end_of_word_suffix", "</w>"),
            "end_of_word_suffix '</w>'"),
        refused(
            json -> at(json, "model", "vocab").remove("a"), "has the byte 'a', expected one of"),
        refused(
            json -> at(json, "model").putArray("merges").add("a"), "expected a pair of strings"),
        refused(
            json -> at(json, "model").putArray("merges").add("a Zq"),
            "piece of merges 'Zq', expected"));
  }

  @ParameterizedTest
  @MethodSource("unknownOfBytes")
  void refusesWhatItDoesNotKnowOfBytes(Consumer<ObjectNode> change, String message)
      throws IOException {
    checkRefused("bytelevel.json", change, message);
  }

  static Stream<Arguments> unknownOfUnigram() {
    return Stream.of(
        refused(json -> at(json, "model").putNull("unk_id"), "has no unk_id, expected that of"),
        refused(json -> at(json, "model").put("unk_id", 1 << 30), "expected an integer from 0 to"),
        refused(json -> at(json, "model").put("alpha", 0.1), "has an alpha or nbest_size"),
        refused(json -> at(json, "model").putArray("vocab"), "'unk_id' is 3, expected an integer"),
        refused(json -> vocab(json).add("a"), "is 'a', expected arrays of a string and a number"),
        refused(json -> vocab(json).addArray().add(1).add(1), "is 1, expected a string"),
        refused(json -> vocab(json).addArray().add("a").add("b"), "'b', expected a string and a"),
        refused(
            json -> charsmap(json, "!!!!"), "has a damaged precompiled_charsmap: Illegal base64"),
        refused(json -> charsmap(json, ""), "precompiled_charsmap: has no length"),
        refused(json -> charsmap(json, "AwAAAAAAAAA="), "has a trie of 3 bytes"),
        refused(json -> charsmap(json, "CAAAAAAAAAA="), "ends within its trie"),
        refused(json -> charsmap(json, "BAAAAAAAAAA="), "leads out of its trie"),
        refused(json -> replace(json, "Regex", "a+"), "has the Regex 'a+', expected ' {2,}'"),
        refused(json -> replace(json, "String", ""), "has an empty String"),
        refused(json -> metaspace(json).put("prepend_scheme", "last"), "'last', expected one of"),
        refused(json -> metaspace(json).put("replacement", "ab"), "the replacement 'ab', expected"),
        refused(json -> metaspace(json).put("add_prefix_space", false), "has add_prefix_space fal"),
        refused(TestTokenizer::trimming, "has a post_processor with trim_offsets true, expected"));
  }

  @ParameterizedTest
  @MethodSource("unknownOfUnigram")
  void refusesWhatItDoesNotKnowOfUnigram(Consumer<ObjectNode> change, String message)
      throws IOException {
    checkRefused("unigram.json", change, message);
  }

  private static ArrayNode vocab(ObjectNode json) {
    return (ArrayNode) json.get("model").get("vocab");
  }

  private static void charsmap(ObjectNode json, String base64) {
    at(json, "normalizer").put("precompiled_charsmap", base64);
  }

  private static void replace(ObjectNode json, String kind, String pattern) {
    json.putObject("normalizer")
        .put("type", "Replace")
        .put("content", "b")
        .putObject("pattern")
        .put(kind, pattern);
  }

  private static ObjectNode metaspace(ObjectNode json) {
    return (ObjectNode) json.get("pre_tokenizer").get("pretokenizers").get(1);
  }

  private static void trimming(ObjectNode json) {
    ObjectNode roberta = json.putObject("post_processor").put("type", "RobertaProcessing");
    roberta.put("trim_offsets", true).put("add_prefix_space", false);
  }

  private static Arguments refused(Consumer<ObjectNode> change, String message) {
    return Arguments.of(change, message);
  }

  private static ObjectNode at(ObjectNode json, String... path) {
    ObjectNode at = json;
    for (String name : path) {
      at = (ObjectNode) at.get(name);
    }
    return at;
  }

  private static ObjectNode added(ObjectNode json) {
    return (ObjectNode) json.get("added_tokens").get(0);
  }

  private static ObjectNode part(ObjectNode json, String kind) {
    return (ObjectNode) json.get("post_processor").get("single").get(0).get(kind);
  }

  private static void type(ObjectNode json, String field, String type) {
    at(json, field).put("type", type);
  }

  private static Tokenizer changed(Consumer<ObjectNode> change) throws IOException {
    ObjectNode json = (ObjectNode) MAPPER.readTree(GOLDEN.resolve("wordpiece.json").toFile());
    change.accept(json);
    return Tokenizer.of("wordpiece.json", MAPPER.writeValueAsBytes(json));
  }

  private static void encode(Encoder encoder, String text, String pair) {
    if (pair == null) {
      encoder.encode(text.getBytes(StandardCharsets.UTF_8));
    } else {
      encoder.encode(text.getBytes(StandardCharsets.UTF_8), pair.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Each token as id, type, begin, end and source. */
  private static List<String> tokens(Encoder encoder) {
    return IntStream.range(0, encoder.length())
        .mapToObj(
            i ->
                token(
                    encoder.id(i),
                    encoder.type(i),
                    encoder.begin(i),
                    encoder.end(i),
                    encoder.source(i)))
        .toList();
  }

  private static List<String> expected(JsonNode row) {
    ArrayNode spans = (ArrayNode) row.get(6);
    return IntStream.range(0, spans.size())
        .mapToObj(
            i ->
                token(
                    row.get(4).get(i).intValue(),
                    row.get(5).get(i).intValue(),
                    spans.get(i).get(0).intValue(),
                    spans.get(i).get(1).intValue(),
                    row.get(7).get(i).intValue()))
        .toList();
  }

  private static String token(int id, int type, int begin, int end, int source) {
    return id + "/" + type + " " + begin + ".." + end + " of " + source;
  }
}
