package io.nibble.text.split;

import io.nibble.text.unicode.CodePoints;
import io.nibble.text.unicode.UnicodeTables;

/**
 * GPT-2's: English contractions; letters, numbers and other characters, each with a space before
 * them if there is one; white space. Nothing is dropped. The pattern is {@code
 * 's|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+}.
 */
public final class ByteLevelPreTokenizer implements PreTokenizer {
  private static final UnicodeTables TABLES = UnicodeTables.pinned();
  private static final int KINDS =
      UnicodeTables.LETTER | UnicodeTables.NUMBER | UnicodeTables.BLANK;

  @Override
  public Words before(Words next) {
    return (text, from, to) -> split(text, from, to, next);
  }

  private static void split(CodePoints text, int from, int to, Words next) {
    for (int at = from; at < to; ) {
      int end = end(text, at, to);
      next.word(text, at, end);
      at = end;
    }
  }

  private static int end(CodePoints text, int at, int to) {
    int contraction = text.at(at) == '\'' ? contraction(text, at + 1, to) : 0;
    if (contraction > 0) {
      return at + 1 + contraction;
    }
    boolean isSpaceBefore = text.at(at) == ' ' && at + 1 < to && !isBlank(text, at + 1);
    int first = isSpaceBefore ? at + 1 : at;
    int kind = TABLES.of(text.at(first), KINDS);
    int end = first + 1;
    while (end < to && TABLES.of(text.at(end), KINDS) == kind) {
      end++;
    }
    boolean leavesOne = kind == UnicodeTables.BLANK && end < to && end - at > 1;
    return leavesOne ? end - 1 : end;
  }

  /** Letters of the contraction that goes on at {@code at}; 0 if there is none. */
  private static int contraction(CodePoints text, int at, int to) {
    if (at < to) {
      switch (text.at(at)) {
        case 's', 't', 'm', 'd':
          return 1;
        case 'r', 'v':
          return at + 1 < to && text.at(at + 1) == 'e' ? 2 : 0;
        case 'l':
          return at + 1 < to && text.at(at + 1) == 'l' ? 2 : 0;
        default:
      }
    }
    return 0;
  }

  private static boolean isBlank(CodePoints text, int at) {
    return TABLES.is(text.at(at), UnicodeTables.BLANK);
  }
}
