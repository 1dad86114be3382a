package io.nibble.text.normalize;

import io.nibble.text.unicode.CodePoints;
import io.nibble.text.unicode.UnicodeTables;

/**
 * What BERT's normalizer begins with: control characters dropped and white space made spaces;
 * Chinese characters between spaces. Each is done or not.
 */
public record BertCleaner(boolean cleanText, boolean ideographsApart) implements Normalizer {
  private static final UnicodeTables TABLES = UnicodeTables.pinned();

  @Override
  public void normalize(CodePoints source, CodePoints target) {
    for (int i = 0; i < source.length(); i++) {
      int point = source.at(i);
      int begin = source.begin(i);
      int end = source.end(i);
      if (cleanText && TABLES.is(point, UnicodeTables.REMOVED)) {
        continue;
      }
      if (cleanText && TABLES.is(point, UnicodeTables.SPACE)) {
        target.add(' ', begin, end);
      } else if (ideographsApart && TABLES.is(point, UnicodeTables.IDEOGRAPH)) {
        target.add(' ', begin, end);
        target.add(point, begin, end);
        target.add(' ', begin, end);
      } else {
        target.add(point, begin, end);
      }
    }
  }
}
