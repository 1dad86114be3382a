package io.nibble.text.normalize;

import io.nibble.text.unicode.CodePoints;
import io.nibble.text.unicode.UnicodeTables;

/** Lower case, code point by code point. */
public final class Lowercase implements Normalizer {
  private static final UnicodeTables TABLES = UnicodeTables.pinned();

  @Override
  public void normalize(CodePoints source, CodePoints target) {
    for (int i = 0; i < source.length(); i++) {
      int point = source.at(i);
      if (TABLES.is(point, UnicodeTables.LOWERED)) {
        for (int part : TABLES.lower().get(point)) {
          target.add(part, source.begin(i), source.end(i));
        }
      } else {
        target.add(point, source.begin(i), source.end(i));
      }
    }
  }
}
