package io.nibble.text;

import io.nibble.file.JsonFields;
import io.nibble.file.ModelException;
import io.nibble.file.Quote;
import io.nibble.text.piece.ByteLevelBpe;
import io.nibble.text.piece.ByteLevelBpe.Merge;
import io.nibble.text.piece.PieceModel;
import io.nibble.text.piece.Unigram;
import io.nibble.text.piece.Unigram.Piece;
import io.nibble.text.piece.WordPiece;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the models of tokenizers: vocabularies, and how words become pieces. */
final class ModelReader {
  private static final int BYTES = 256;

  private ModelReader() {}

  static PieceModel wordPiece(JsonFields fields) {
    Map<String, Integer> vocabulary = vocabulary(fields);
    String unknown = fields.text("unk_token");
    if (!vocabulary.containsKey(unknown)) {
      throw missing(fields, "unk_token", unknown);
    }
    return new WordPiece(
        vocabulary,
        fields.text("continuing_subword_prefix"),
        vocabulary.get(unknown),
        (int) fields.integer("max_input_chars_per_word", 0, Integer.MAX_VALUE));
  }

  static PieceModel byteLevelBpe(JsonFields fields, boolean trimsSpaces) {
    // With a piece for every byte nothing is unknown.
    fields.ignore("unk_token", "fuse_unk");
    checkOff(fields, "byte_fallback");
    checkEmpty(fields, "continuing_subword_prefix", "end_of_word_suffix");
    if (fields.has("dropout")) {
      throw fields.error("has a dropout, expected null: answers must not be random");
    }
    Map<String, Integer> vocabulary = vocabulary(fields);
    for (int value = 0; value < BYTES; value++) {
      if (!vocabulary.containsKey(ByteLevelBpe.letter(value))) {
        throw missing(fields, "byte", ByteLevelBpe.letter(value));
      }
    }
    List<Merge> merges =
        fields.textPairs("merges").stream().map(pair -> merge(pair, vocabulary, fields)).toList();
    boolean ignoresMerges = fields.has("ignore_merges") && fields.flag("ignore_merges");
    return new ByteLevelBpe(vocabulary, merges, trimsSpaces, ignoresMerges);
  }

  static PieceModel unigram(JsonFields fields) {
    if (fields.has("alpha") || fields.has("nbest_size")) {
      throw fields.error("has an alpha or nbest_size, expected null: answers must not be random");
    }
    List<Piece> vocabulary =
        fields.numberedTexts("vocab").stream()
            .map(piece -> new Piece(piece.getKey(), piece.getValue()))
            .toList();
    if (!fields.has("unk_id")) {
      throw fields.error("has no unk_id, expected that of the token for what is unknown");
    }
    int unknown = (int) fields.integer("unk_id", 0, vocabulary.size() - 1L);
    boolean fallsBack = fields.has("byte_fallback") && fields.flag("byte_fallback");
    return new Unigram(vocabulary, unknown, fallsBack);
  }

  private static Merge merge(
      List<String> pair, Map<String, Integer> vocabulary, JsonFields fields) {
    return new Merge(
        id(pair.get(0), vocabulary, fields),
        id(pair.get(1), vocabulary, fields),
        id(pair.get(0) + pair.get(1), vocabulary, fields));
  }

  private static int id(String piece, Map<String, Integer> vocabulary, JsonFields fields) {
    Integer id = vocabulary.get(piece);
    if (id == null) {
      throw missing(fields, "piece of merges", piece);
    }
    return id;
  }

  private static Map<String, Integer> vocabulary(JsonFields fields) {
    JsonFields entries = fields.object("vocab");
    Map<String, Integer> vocabulary = new HashMap<>();
    for (String piece : entries.names()) {
      vocabulary.put(piece, (int) entries.integer(piece, 0, Integer.MAX_VALUE));
    }
    return vocabulary;
  }

  private static void checkOff(JsonFields fields, String flag) {
    if (fields.has(flag) && fields.flag(flag)) {
      throw fields.error("has " + flag + " true, expected false: it is not supported");
    }
  }

  private static void checkEmpty(JsonFields fields, String... texts) {
    for (String name : texts) {
      String text = fields.optionalText(name).orElse("");
      if (!text.isEmpty()) {
        throw fields.error(
            "has the " + name + " " + Quote.of(text) + ", expected none: it is not supported");
      }
    }
  }

  private static ModelException missing(JsonFields fields, String what, String piece) {
    return fields.error("has the " + what + " " + Quote.of(piece) + ", expected one of its vocab");
  }
}
