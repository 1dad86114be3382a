package io.nibble.text.normalize;

import io.nibble.text.unicode.CodePoints;
import io.nibble.text.unicode.Decomposition;
import io.nibble.text.unicode.UnicodeTables;

/**
 * BERT's: control characters dropped and white space made spaces; Chinese characters between
 * spaces; accents dropped; lower case. Each is done or not.
 */
public record BertNormalizer(
    boolean cleanText, boolean ideographsApart, boolean stripAccents, boolean lowercase)
    implements Normalizer {
  private static final UnicodeTables TABLES = UnicodeTables.pinned();

  @Override
  public void normalize(CodePoints text, int from, int to, CodePoints scratch, CodePoints target) {
    scratch.clear();
    for (int i = from; i < to; i++) {
      clean(text.at(i), text.begin(i), text.end(i), scratch);
    }
    for (int i = 0; i < scratch.length(); i++) {
      int point = scratch.at(i);
      if (!stripAccents || !TABLES.is(point, UnicodeTables.MARK)) {
        lower(point, scratch.begin(i), scratch.end(i), target);
      }
    }
  }

  private void clean(int point, int begin, int end, CodePoints target) {
    if (cleanText && TABLES.is(point, UnicodeTables.REMOVED)) {
      return;
    }
    if (cleanText && TABLES.is(point, UnicodeTables.SPACE)) {
      target.add(' ', begin, end);
    } else if (ideographsApart && TABLES.is(point, UnicodeTables.IDEOGRAPH)) {
      target.add(' ', begin, end);
      decompose(point, begin, end, target);
      target.add(' ', begin, end);
    } else {
      decompose(point, begin, end, target);
    }
  }

  private void decompose(int point, int begin, int end, CodePoints target) {
    if (stripAccents) {
      Decomposition.add(point, begin, end, target);
    } else {
      target.add(point, begin, end);
    }
  }

  private void lower(int point, int begin, int end, CodePoints target) {
    if (!lowercase || !TABLES.is(point, UnicodeTables.LOWERED)) {
      target.add(point, begin, end);
      return;
    }
    for (int part : TABLES.lower().get(point)) {
      target.add(part, begin, end);
    }
  }
}
