package io.nibble.text.split;

import io.nibble.text.unicode.CodePoints;
import io.nibble.text.unicode.UnicodeTables;

/**
 * Splits at single characters.
 *
 * @param property of {@link UnicodeTables} that the characters have
 */
public record CharacterSplit(int property, Behavior behavior) implements PreTokenizer {
  private static final UnicodeTables TABLES = UnicodeTables.pinned();

  /** What becomes of the characters. */
  public enum Behavior {
    REMOVED,
    ISOLATED,
    CONTIGUOUS,
    MERGED_WITH_PREVIOUS,
    MERGED_WITH_NEXT;

    /** Whether a word ends between a character and the next. */
    private boolean cuts(boolean isFirst, boolean isSecond) {
      return switch (this) {
        case REMOVED, ISOLATED -> isFirst || isSecond;
        case CONTIGUOUS -> isFirst != isSecond;
        case MERGED_WITH_PREVIOUS -> isFirst;
        case MERGED_WITH_NEXT -> isSecond;
      };
    }
  }

  @Override
  public Words before(Words next) {
    return (text, from, to) -> split(text, from, to, next);
  }

  private void split(CodePoints text, int from, int to, Words next) {
    int begin = from;
    boolean is = TABLES.is(text.at(from), property);
    for (int i = from + 1; i < to; i++) {
      boolean was = is;
      is = TABLES.is(text.at(i), property);
      if (behavior.cuts(was, is)) {
        put(text, begin, i, was, next);
        begin = i;
      }
    }
    put(text, begin, to, is, next);
  }

  private void put(CodePoints text, int from, int to, boolean is, Words next) {
    if (!is || behavior != Behavior.REMOVED) {
      next.word(text, from, to);
    }
  }
}
