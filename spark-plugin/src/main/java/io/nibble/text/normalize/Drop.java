package io.nibble.text.normalize;

import io.nibble.text.unicode.CodePoints;
import io.nibble.text.unicode.UnicodeTables;

/**
 * Drops what has a property.
 *
 * @param property of {@link UnicodeTables}
 */
public record Drop(int property) implements Normalizer {
  private static final UnicodeTables TABLES = UnicodeTables.pinned();

  @Override
  public void normalize(CodePoints source, CodePoints target) {
    for (int i = 0; i < source.length(); i++) {
      if (!TABLES.is(source.at(i), property)) {
        target.add(source.at(i), source.begin(i), source.end(i));
      }
    }
  }
}
