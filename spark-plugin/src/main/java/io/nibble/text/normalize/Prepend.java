package io.nibble.text.normalize;

import io.nibble.text.unicode.CodePoints;

/** Puts a prefix before every text that is not empty. */
public final class Prepend implements Normalizer {
  private final int[] prefix;

  public Prepend(String prefix) {
    this.prefix = prefix.codePoints().toArray();
  }

  @Override
  public void normalize(CodePoints source, CodePoints target) {
    if (source.length() == 0) {
      return;
    }
    for (int point : prefix) {
      target.add(point, source.begin(0), source.end(0));
    }
    for (int i = 0; i < source.length(); i++) {
      target.add(source.at(i), source.begin(i), source.end(i));
    }
  }
}
