package io.nibble.text.normalize;

import io.nibble.text.unicode.CodePoints;

/** Changes a text before it is split. Immutable; its buffers are the caller's. */
public interface Normalizer {
  /** As it is. */
  Normalizer NONE =
      (text, from, to, scratch, target) -> {
        for (int i = from; i < to; i++) {
          target.add(text.at(i), text.begin(i), text.end(i));
        }
      };

  /**
   * Adds the normal form of a part of {@code text} to {@code target}.
   *
   * @param scratch overwritten
   */
  void normalize(CodePoints text, int from, int to, CodePoints scratch, CodePoints target);
}
