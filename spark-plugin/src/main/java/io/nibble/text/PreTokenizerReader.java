package io.nibble.text;

import io.nibble.file.JsonFields;
import io.nibble.file.Quote;
import io.nibble.text.split.BertPreTokenizer;
import io.nibble.text.split.ByteLevelPreTokenizer;
import io.nibble.text.split.CharacterSplit;
import io.nibble.text.split.CharacterSplit.Behavior;
import io.nibble.text.split.Metaspace;
import io.nibble.text.split.Metaspace.Scheme;
import io.nibble.text.split.PreTokenizer;
import io.nibble.text.unicode.UnicodeTables;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads pre-tokenizers: how a text is split into words, one after the other. */
final class PreTokenizerReader {
  private static final Map<String, Scheme> SCHEMES =
      Map.of("always", Scheme.ALWAYS, "first", Scheme.FIRST, "never", Scheme.NEVER);
  private static final Map<String, Behavior> BEHAVIORS =
      Map.of(
          "Removed", Behavior.REMOVED,
          "Isolated", Behavior.ISOLATED,
          "Contiguous", Behavior.CONTIGUOUS,
          "MergedWithPrevious", Behavior.MERGED_WITH_PREVIOUS,
          "MergedWithNext", Behavior.MERGED_WITH_NEXT);
  private static final Map<String, Function<JsonFields, List<PreTokenizer>>> READERS =
      Map.of(
          "BertPreTokenizer",
          fields -> List.of(new BertPreTokenizer()),
          "ByteLevel",
          PreTokenizerReader::byteLevel,
          "Digits",
          PreTokenizerReader::digits,
          "Metaspace",
          PreTokenizerReader::metaspace,
          "Punctuation",
          PreTokenizerReader::punctuation,
          "Sequence",
          PreTokenizerReader::sequence,
          "WhitespaceSplit",
          fields -> List.of(new CharacterSplit(UnicodeTables.WHITE, Behavior.REMOVED)));

  private PreTokenizerReader() {}

  static List<PreTokenizer> read(JsonFields fields) {
    List<PreTokenizer> preTokenizers = fields.choice("type", READERS).apply(fields);
    fields.end();
    return preTokenizers;
  }

  private static List<PreTokenizer> sequence(JsonFields fields) {
    return fields.objects("pretokenizers").stream().flatMap(each -> read(each).stream()).toList();
  }

  private static List<PreTokenizer> byteLevel(JsonFields fields) {
    fields.ignore("trim_offsets");
    if (fields.flag("add_prefix_space")) {
      throw fields.error("has add_prefix_space true, expected false: it is not supported");
    }
    if (fields.has("use_regex") && !fields.flag("use_regex")) {
      throw fields.error("has use_regex false, expected true: other patterns are not supported");
    }
    return List.of(new ByteLevelPreTokenizer());
  }

  private static List<PreTokenizer> digits(JsonFields fields) {
    return List.of(
        new CharacterSplit(
            UnicodeTables.DIGIT,
            fields.flag("individual_digits") ? Behavior.ISOLATED : Behavior.CONTIGUOUS));
  }

  private static List<PreTokenizer> punctuation(JsonFields fields) {
    return List.of(
        new CharacterSplit(
            UnicodeTables.PUNCTUATION,
            fields.optionalChoice("behavior", BEHAVIORS).orElse(Behavior.ISOLATED)));
  }

  private static List<PreTokenizer> metaspace(JsonFields fields) {
    // What was derived of the others and written besides.
    fields.ignore("str_rep");
    String replacement = fields.text("replacement");
    if (replacement.codePointCount(0, replacement.length()) != 1) {
      throw fields.error(
          "has the replacement " + Quote.of(replacement) + ", expected one character");
    }
    Scheme scheme = fields.optionalChoice("prepend_scheme", SCHEMES).orElse(Scheme.ALWAYS);
    boolean isOff = fields.has("add_prefix_space") && !fields.flag("add_prefix_space");
    if (isOff && scheme != Scheme.NEVER) {
      throw fields.error("has add_prefix_space false, expected prepend_scheme 'never' with it");
    }
    boolean splits = !fields.has("split") || fields.flag("split");
    return List.of(new Metaspace(replacement.codePointAt(0), scheme, splits));
  }
}
