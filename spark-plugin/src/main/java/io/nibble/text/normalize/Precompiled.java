package io.nibble.text.normalize;

import io.nibble.text.unicode.CodePoints;
import io.nibble.text.unicode.Graphemes;
import io.nibble.text.unicode.Utf8;

/**
 * SentencePiece's map of characters, as Hugging Face's library applies it: to grapheme clusters of
 * less than six bytes as a whole, if anything of the map stands at their beginning, and else to
 * their code points.
 */
public record Precompiled(Charsmap charsmap) implements Normalizer {
  private static final int LONGEST = 5;

  @Override
  public void normalize(CodePoints source, CodePoints target) {
    for (int at = 0; at < source.length(); ) {
      int end = Graphemes.end(source, at);
      if (end - at == 1 || bytes(source, at, end) > LONGEST || !map(source, at, end, target)) {
        for (int i = at; i < end; i++) {
          if (!map(source, i, i + 1, target)) {
            target.addChanged(source.at(i), 0);
          }
        }
      }
      at = end;
    }
    target.align(source);
  }

  private static int bytes(CodePoints text, int from, int to) {
    int bytes = 0;
    for (int i = from; i < to; i++) {
      bytes += Utf8.length(text.at(i));
    }
    return bytes;
  }

  /** Adds what takes the place of some code points; false if they stay. */
  private boolean map(CodePoints text, int from, int to, CodePoints target) {
    int found = charsmap.find(text, from, to);
    if (found < 0) {
      return false;
    }
    int removed = to - from;
    int added = 0;
    for (int i = found; charsmap.replacement(i) != 0; i++) {
      target.addChanged(charsmap.replacement(i), added < removed ? 0 : 1);
      added++;
    }
    if (added < removed) {
      target.changeLast(added - removed);
    }
    return true;
  }
}
