package io.nibble.text;

import io.nibble.file.Json;
import io.nibble.file.JsonFields;
import io.nibble.text.TemplateReader.Templates;
import io.nibble.text.normalize.BertNormalizer;
import io.nibble.text.normalize.Normalizer;
import io.nibble.text.piece.ByteLevelBpe;
import io.nibble.text.piece.PieceModel;
import io.nibble.text.split.BertPreTokenizer;
import io.nibble.text.split.ByteLevelPreTokenizer;
import io.nibble.text.split.PreTokenizer;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads {@code tokenizer.json}, the file of Hugging Face's tokenizers. What it does not know is
 * refused by name: no text is ever split almost right.
 */
final class TokenizerReader {
  private static final String WHAT = "the tokenizer";

  private static final Map<String, Function<JsonFields, Normalizer>> NORMALIZERS =
      Map.of("BertNormalizer", TokenizerReader::bertNormalizer);
  private static final Map<String, Function<JsonFields, PreTokenizer>> PRE_TOKENIZERS =
      Map.of(
          "BertPreTokenizer",
          fields -> new BertPreTokenizer(),
          "ByteLevel",
          TokenizerReader::byteLevel);

  private final JsonFields fields;
  private final Map<String, Function<JsonFields, PieceModel>> models =
      Map.of("WordPiece", ModelReader::wordPiece, "BPE", this::bytePairs);

  private TokenizerReader(JsonFields fields) {
    this.fields = fields;
  }

  static Tokenizer read(String source, byte[] json) {
    String text = Json.decodeMarked(source, WHAT, json);
    return new TokenizerReader(new JsonFields(source, WHAT, Json.parseForeign(source, WHAT, text)))
        .read();
  }

  private Tokenizer read() {
    // Lengths are the model's affair, and nothing is ever padded; how ids become text is nobody's.
    fields.ignore("version", "truncation", "padding", "decoder");
    List<AddedToken> added =
        fields.has("added_tokens")
            ? fields.objects("added_tokens").stream().map(AddedToken::read).toList()
            : List.of();
    PreTokenizer preTokenizer =
        optional(fields, "pre_tokenizer", PRE_TOKENIZERS, PreTokenizer.NONE);
    PieceModel model = choice(fields.object("model"), models);
    if (model instanceof ByteLevelBpe != preTokenizer instanceof ByteLevelPreTokenizer) {
      throw fields.error(
          "has a model and a pre_tokenizer of which one is for bytes, expected both or neither:"
              + " BPE with ByteLevel");
    }
    Tokenizer tokenizer =
        new Tokenizer(
            added,
            optional(fields, "normalizer", NORMALIZERS, Normalizer.NONE),
            preTokenizer,
            model,
            fields.has("post_processor")
                ? TemplateReader.read(fields.object("post_processor"))
                : Templates.NONE);
    fields.end();
    return tokenizer;
  }

  private PieceModel bytePairs(JsonFields model) {
    boolean hasPost = fields.has("post_processor");
    return ModelReader.byteLevelBpe(
        model, hasPost && TemplateReader.trimsSpaces(fields.object("post_processor")));
  }

  private static <T> T optional(
      JsonFields fields, String field, Map<String, Function<JsonFields, T>> readers, T none) {
    return fields.has(field) ? choice(fields.object(field), readers) : none;
  }

  private static <T> T choice(JsonFields fields, Map<String, Function<JsonFields, T>> readers) {
    T read = fields.choice("type", readers).apply(fields);
    fields.end();
    return read;
  }

  private static Normalizer bertNormalizer(JsonFields fields) {
    boolean lowercase = fields.flag("lowercase");
    return new BertNormalizer(
        fields.flag("clean_text"),
        fields.flag("handle_chinese_chars"),
        fields.has("strip_accents") ? fields.flag("strip_accents") : lowercase,
        lowercase);
  }

  private static PreTokenizer byteLevel(JsonFields fields) {
    fields.ignore("trim_offsets");
    if (fields.flag("add_prefix_space")) {
      throw fields.error("has add_prefix_space true, expected false: it is not supported");
    }
    if (fields.has("use_regex") && !fields.flag("use_regex")) {
      throw fields.error("has use_regex false, expected true: other patterns are not supported");
    }
    return new ByteLevelPreTokenizer();
  }
}
