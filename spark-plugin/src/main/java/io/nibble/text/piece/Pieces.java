package io.nibble.text.piece;

import io.nibble.text.unicode.CodePoints;

/** Makes tokens of words, with memory that is used again for each. For one thread. */
public interface Pieces {
  /** Adds the tokens of the word {@code from} to {@code to}. */
  void tokenize(CodePoints text, int from, int to, Tokens target);
}
