package io.nibble.text.normalize;

import io.nibble.text.unicode.CodePoints;
import io.nibble.text.unicode.UnicodeTables;

/** Drops white space at the ends, or at one of them. */
public record Strip(boolean left, boolean right) implements Normalizer {
  private static final UnicodeTables TABLES = UnicodeTables.pinned();

  @Override
  public void normalize(CodePoints source, CodePoints target) {
    int from = 0;
    int to = source.length();
    while (left && from < to && TABLES.is(source.at(from), UnicodeTables.WHITE)) {
      from++;
    }
    while (right && from < to && TABLES.is(source.at(to - 1), UnicodeTables.WHITE)) {
      to--;
    }
    for (int i = from; i < to; i++) {
      target.add(source.at(i), source.begin(i), source.end(i));
    }
  }
}
