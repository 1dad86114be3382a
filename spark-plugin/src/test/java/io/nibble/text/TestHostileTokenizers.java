package io.nibble.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nibble.file.ModelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files with random damage are refused with a reason, or read texts; nothing else happens. */
class TestHostileTokenizers {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Path GOLDEN = Path.of("src/test/resources/golden/text");
  private static final int FILES = 60;

  @ParameterizedTest
  @ValueSource(strings = {"wordpiece.json", "bytelevel.json", "unigram.json"})
  void areRefusedOrWork(String file) throws IOException {
    byte[] whole = Files.readAllBytes(GOLDEN.resolve(file));
    JsonNode json = MAPPER.readTree(whole);
    int refused =
        count(seed -> bytes(whole.clone(), new Random(seed)))
            + count(
                seed ->
                    values(json.deepCopy(), new Random(seed))
                        .toString()
                        .getBytes(StandardCharsets.UTF_8));
    assertThat(refused).isBetween(FILES / 4, 2 * FILES);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 100, 1024, 100_000})
  void mapsOfCharactersWithDamageAreRefusedOrWork(int end) throws IOException {
    ObjectNode json = (ObjectNode) MAPPER.readTree(GOLDEN.resolve("unigram.json").toFile());
    ObjectNode normalizer = (ObjectNode) json.get("normalizer");
    byte[] charsmap = normalizer.get("precompiled_charsmap").binaryValue();
    int refused =
        count(
            seed -> {
              byte[] damaged = charsmap.clone();
              Random random = new Random(seed);
              for (int i = 0; i < 8; i++) {
                damaged[random.nextInt(end)] = (byte) random.nextInt();
              }
              normalizer.put("precompiled_charsmap", Base64.getEncoder().encodeToString(damaged));
              return json.toString().getBytes(StandardCharsets.UTF_8);
            });
    assertThat(refused).isPositive();
  }

  /** How many of some files are refused. */
  private static int count(IntFunction<byte[]> file) {
    int refused = 0;
    for (int seed = 0; seed < FILES; seed++) {
      try {
        Encoder encoder = Tokenizer.of("damaged", file.apply(seed)).encoder(1 << 20);
        for (int text = 0; text < 20; text++) {
          encoder.encode(new RandomTexts(text).next().getBytes(StandardCharsets.UTF_8));
        }
      } catch (ModelException e) {
        assertThat(e).hasMessageStartingWith("damaged: the tokenizer");
        refused++;
      }
    }
    return refused;
  }

  private static byte[] bytes(byte[] file, Random random) {
    for (int i = 0; i < 3; i++) {
      file[random.nextInt(file.length)] = (byte) random.nextInt();
    }
    return file;
  }

  private static JsonNode values(JsonNode json, Random random) {
    List<JsonNode> nodes = new ArrayList<>();
    collect(json, nodes);
    JsonNode parent = nodes.get(random.nextInt(nodes.size()));
    JsonNode other = nodes.get(random.nextInt(nodes.size())).deepCopy();
    if (parent instanceof ObjectNode object && !object.isEmpty()) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      object.set(names.get(random.nextInt(names.size())), other);
    } else if (parent instanceof ArrayNode array && !array.isEmpty()) {
      array.set(random.nextInt(array.size()), other);
    }
    return json;
  }

  private static void collect(JsonNode node, List<JsonNode> nodes) {
    if (node.isContainerNode() && (node.isObject() || node.size() < 100)) {
      nodes.add(node);
      node.forEach(child -> collect(child, nodes));
    }
  }
}
