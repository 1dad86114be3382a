package io.nibble.text.split;

import io.nibble.text.unicode.CodePoints;

/** Takes words, from first to last, none of them empty. */
public interface Words {
  /** The word {@code from} to {@code to}; {@code text} holds until this returns. */
  void word(CodePoints text, int from, int to);
}
