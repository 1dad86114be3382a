package io.nibble.text.split;

import io.nibble.text.unicode.CodePoints;

/** Splits a normalized text into words, which no token crosses. Immutable. */
public interface PreTokenizer {
  /** Takes the words, from first to last. */
  interface Sink {
    void word(int from, int to);
  }

  /** One word. */
  PreTokenizer NONE =
      (text, from, to, sink) -> {
        if (from < to) {
          sink.word(from, to);
        }
      };

  /** Splits a part of {@code text}. */
  void split(CodePoints text, int from, int to, Sink sink);
}
