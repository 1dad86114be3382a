package io.nibble.text;

import io.nibble.file.Json;
import io.nibble.file.JsonFields;
import io.nibble.text.TemplateReader.Templates;
import io.nibble.text.piece.ByteLevelBpe;
import io.nibble.text.piece.PieceModel;
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

  private final JsonFields fields;
  private final Map<String, Function<JsonFields, PieceModel>> models =
      Map.of("WordPiece", ModelReader::wordPiece, "BPE", this::bytePairs, "Unigram", this::unigram);

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
    List<PreTokenizer> preTokenizers =
        fields.has("pre_tokenizer")
            ? PreTokenizerReader.read(fields.object("pre_tokenizer"))
            : List.of();
    PieceModel model = model(fields.object("model"));
    checkBytes(model, preTokenizers);
    Tokenizer tokenizer =
        new Tokenizer(
            added,
            trimsSpaces(),
            fields.has("normalizer")
                ? NormalizerReader.read(fields.object("normalizer"))
                : List.of(),
            PreTokenizer.sequence(preTokenizers),
            model,
            fields.has("post_processor")
                ? TemplateReader.read(fields.object("post_processor"))
                : Templates.NONE);
    fields.end();
    return tokenizer;
  }

  private PieceModel model(JsonFields model) {
    PieceModel read = model.choice("type", models).apply(model);
    model.end();
    return read;
  }

  private void checkBytes(PieceModel model, List<PreTokenizer> preTokenizers) {
    int last = preTokenizers.size() - 1;
    boolean isLast = last >= 0 && preTokenizers.get(last) instanceof ByteLevelPreTokenizer;
    long all = preTokenizers.stream().filter(ByteLevelPreTokenizer.class::isInstance).count();
    if (model instanceof ByteLevelBpe != isLast || all > 1 || all == 1 && !isLast) {
      throw fields.error(
          "has a model and a pre_tokenizer of which one is for bytes, expected both or neither:"
              + " BPE with ByteLevel at the end");
    }
  }

  private PieceModel bytePairs(JsonFields model) {
    return ModelReader.byteLevelBpe(model, trimsSpaces());
  }

  private PieceModel unigram(JsonFields model) {
    if (trimsSpaces()) {
      throw fields.error(
          "has a post_processor with trim_offsets true, expected false with the model Unigram");
    }
    return ModelReader.unigram(model);
  }

  private boolean trimsSpaces() {
    return fields.has("post_processor")
        && TemplateReader.trimsSpaces(fields.object("post_processor"));
  }
}
