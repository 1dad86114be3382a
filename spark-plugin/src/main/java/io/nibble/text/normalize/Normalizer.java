package io.nibble.text.normalize;

import io.nibble.text.unicode.CodePoints;

/** One change of a text before it is split. Immutable; its buffers are the caller's. */
public interface Normalizer {
  /** Puts the normal form of {@code source} into {@code target}, which is empty. */
  void normalize(CodePoints source, CodePoints target);
}
