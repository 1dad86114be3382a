package io.nibble.text;

import io.nibble.file.Json;
import io.nibble.file.JsonFields;
import io.nibble.file.ModelException;
import io.nibble.file.Quote;
import io.nibble.text.TemplateReader.Templates;
import io.nibble.text.normalize.BertNormalizer;
import io.nibble.text.normalize.Normalizer;
import io.nibble.text.piece.PieceModel;
import io.nibble.text.piece.WordPiece;
import io.nibble.text.split.BertPreTokenizer;
import io.nibble.text.split.PreTokenizer;
import java.util.HashMap;
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
      Map.of("BertPreTokenizer", fields -> new BertPreTokenizer());
  private static final Map<String, Function<JsonFields, PieceModel>> MODELS =
      Map.of("WordPiece", TokenizerReader::wordPiece);

  private TokenizerReader() {}

  static Tokenizer read(String source, byte[] json) {
    String text = Json.decodeMarked(source, WHAT, json);
    JsonFields fields = new JsonFields(source, WHAT, Json.parseForeign(source, WHAT, text));
    // Lengths are the model's affair, and nothing is ever padded; how ids become text is nobody's.
    fields.ignore("version", "truncation", "padding", "decoder");
    List<AddedToken> added =
        fields.has("added_tokens")
            ? fields.objects("added_tokens").stream().map(AddedToken::read).toList()
            : List.of();
    Tokenizer tokenizer =
        new Tokenizer(
            added,
            optional(fields, "normalizer", NORMALIZERS, Normalizer.NONE),
            optional(fields, "pre_tokenizer", PRE_TOKENIZERS, PreTokenizer.NONE),
            choice(fields.object("model"), MODELS),
            fields.has("post_processor")
                ? TemplateReader.read(fields.object("post_processor"))
                : Templates.NONE);
    fields.end();
    return tokenizer;
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

  private static PieceModel wordPiece(JsonFields fields) {
    JsonFields entries = fields.object("vocab");
    Map<String, Integer> vocabulary = new HashMap<>();
    for (String piece : entries.names()) {
      vocabulary.put(piece, (int) entries.integer(piece, 0, Integer.MAX_VALUE));
    }
    String unknown = fields.text("unk_token");
    if (!vocabulary.containsKey(unknown)) {
      throw missing(fields, unknown);
    }
    return new WordPiece(
        vocabulary,
        fields.text("continuing_subword_prefix"),
        vocabulary.get(unknown),
        (int) fields.integer("max_input_chars_per_word", 0, Integer.MAX_VALUE));
  }

  private static ModelException missing(JsonFields fields, String token) {
    return fields.error("has the unk_token " + Quote.of(token) + ", expected one of its vocab");
  }
}
