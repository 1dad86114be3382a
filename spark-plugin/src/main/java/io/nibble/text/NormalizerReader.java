package io.nibble.text;

import io.nibble.file.JsonFields;
import io.nibble.file.Quote;
import io.nibble.text.normalize.BertCleaner;
import io.nibble.text.normalize.Charsmap;
import io.nibble.text.normalize.Drop;
import io.nibble.text.normalize.Lowercase;
import io.nibble.text.normalize.Normalizer;
import io.nibble.text.normalize.Precompiled;
import io.nibble.text.normalize.Prepend;
import io.nibble.text.normalize.Replace;
import io.nibble.text.normalize.Strip;
import io.nibble.text.normalize.UnicodeForm;
import io.nibble.text.unicode.UnicodeTables;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads normalizers: what is changed in a text before it is split, one after the other. */
final class NormalizerReader {
  private static final String RUNS_OF_SPACES = " {2,}";

  private static final Map<String, Function<JsonFields, List<Normalizer>>> READERS =
      Map.ofEntries(
          Map.entry("BertNormalizer", NormalizerReader::bert),
          Map.entry("Lowercase", fields -> List.of(new Lowercase())),
          Map.entry("NFC", fields -> List.of(UnicodeForm.NFC)),
          Map.entry("NFD", fields -> List.of(UnicodeForm.NFD)),
          Map.entry("NFKC", fields -> List.of(UnicodeForm.NFKC)),
          Map.entry("NFKD", fields -> List.of(UnicodeForm.NFKD)),
          Map.entry("Precompiled", NormalizerReader::precompiled),
          Map.entry("Prepend", fields -> List.of(new Prepend(fields.text("prepend")))),
          Map.entry("Replace", NormalizerReader::replace),
          Map.entry("Sequence", NormalizerReader::sequence),
          Map.entry("Strip", NormalizerReader::strip),
          Map.entry("StripAccents", fields -> List.of(new Drop(UnicodeTables.ACCENT))));

  private NormalizerReader() {}

  static List<Normalizer> read(JsonFields fields) {
    List<Normalizer> normalizers = fields.choice("type", READERS).apply(fields);
    fields.end();
    return normalizers;
  }

  private static List<Normalizer> sequence(JsonFields fields) {
    return fields.objects("normalizers").stream().flatMap(each -> read(each).stream()).toList();
  }

  private static List<Normalizer> bert(JsonFields fields) {
    boolean lowercase = fields.flag("lowercase");
    List<Normalizer> all = new ArrayList<>();
    all.add(new BertCleaner(fields.flag("clean_text"), fields.flag("handle_chinese_chars")));
    if (fields.has("strip_accents") ? fields.flag("strip_accents") : lowercase) {
      all.add(UnicodeForm.NFD);
      all.add(new Drop(UnicodeTables.MARK));
    }
    if (lowercase) {
      all.add(new Lowercase());
    }
    return all;
  }

  private static List<Normalizer> strip(JsonFields fields) {
    return List.of(new Strip(fields.flag("strip_left"), fields.flag("strip_right")));
  }

  private static List<Normalizer> precompiled(JsonFields fields) {
    String charsmap = fields.text("precompiled_charsmap");
    try {
      return List.of(new Precompiled(new Charsmap(Base64.getDecoder().decode(charsmap))));
    } catch (IllegalArgumentException e) {
      throw fields.error("has a damaged precompiled_charsmap: " + e.getMessage());
    }
  }

  private static List<Normalizer> replace(JsonFields fields) {
    String content = fields.text("content");
    JsonFields pattern = fields.object("pattern");
    Replace replace =
        pattern.has("Regex")
            ? spaces(pattern, content)
            : Replace.text(notEmpty(pattern, "String"), content);
    pattern.end();
    return List.of(replace);
  }

  private static Replace spaces(JsonFields pattern, String content) {
    if (!pattern.text("Regex").equals(RUNS_OF_SPACES)) {
      throw pattern.error(
          "has the Regex "
              + Quote.of(pattern.text("Regex"))
              + ", expected "
              + Quote.of(RUNS_OF_SPACES)
              + ": others are not supported");
    }
    return Replace.spaces(content);
  }

  private static String notEmpty(JsonFields fields, String field) {
    String text = fields.text(field);
    if (text.isEmpty()) {
      throw fields.error("has an empty " + field + ", expected at least one character");
    }
    return text;
  }
}
