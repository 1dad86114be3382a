package io.nibble.text.normalize;

import io.nibble.text.unicode.CodePoints;
import java.util.List;

/** Normalizers one after the other, with buffers that are used again and again. For one thread. */
public final class Normalization {
  private final List<Normalizer> normalizers;
  private CodePoints text = new CodePoints();
  private CodePoints spare = new CodePoints();

  public Normalization(List<Normalizer> normalizers) {
    this.normalizers = normalizers;
  }

  /** The normal form of a part of {@code source}; it holds until the next. */
  public CodePoints of(CodePoints source, int from, int to) {
    text.clear();
    for (int i = from; i < to; i++) {
      text.add(source.at(i), source.begin(i), source.end(i));
    }
    for (int i = 0; i < normalizers.size(); i++) {
      CodePoints before = text;
      spare.clear();
      normalizers.get(i).normalize(before, spare);
      text = spare;
      spare = before;
    }
    return text;
  }
}
