package io.nibble.spark.job.output;

import io.nibble.spark.job.settings.Place;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Has Parquet write scores without a dictionary: it would look up every score, of which hardly one
 * comes twice, and double the time of writing. Other columns keep theirs.
 */
final class PlainScores {
  private static final String DICTIONARY = "parquet.enable.dictionary";

  /** Where the elements of an array lie: Parquet's lists, and the two older forms of Spark's. */
  private static final List<String> ELEMENTS = List.of("list.element", "array", "bag.array");

  private PlainScores() {}

  /** The output with options for the column {@code result}, unless its options say otherwise. */
  static Place in(Place output, String result) {
    if (!output.format().equals("parquet") || isChosen(output.options())) {
      return output;
    }
    Map<String, String> options = new HashMap<>(output.options());
    for (String element : ELEMENTS) {
      options.put(DICTIONARY + "#" + result + "." + element, "false");
    }
    return new Place(output.format(), output.location(), options);
  }

  private static boolean isChosen(Map<String, String> options) {
    return options.keySet().stream()
        .anyMatch(key -> key.toLowerCase(Locale.ROOT).startsWith(DICTIONARY));
  }
}
