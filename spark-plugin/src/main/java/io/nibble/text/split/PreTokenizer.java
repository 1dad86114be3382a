package io.nibble.text.split;

import java.util.List;

/** Splits words of a normalized text further; no token crosses words. Immutable. */
public interface PreTokenizer {
  /** Takes words and passes on the words that they become, for one thread. */
  Words before(Words next);

  /** One after the other. */
  static PreTokenizer sequence(List<PreTokenizer> all) {
    return next -> {
      Words words = next;
      for (int i = all.size() - 1; i >= 0; i--) {
        words = all.get(i).before(words);
      }
      return words;
    };
  }
}
