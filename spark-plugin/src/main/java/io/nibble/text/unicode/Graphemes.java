package io.nibble.text.unicode;

/**
 * Extended grapheme clusters (UAX #29). Pairs of regional indicators are left out: maps of
 * characters need clusters of less than six bytes, and no cluster with such a pair is one.
 */
public final class Graphemes {
  private static final UnicodeTables TABLES = UnicodeTables.pinned();
  private static final int JOINER = 0x200D;

  private Graphemes() {}

  /** The end of the cluster that begins at {@code from}. */
  public static int end(CodePoints text, int from) {
    int end = from + 1;
    while (end < text.length() && isJoined(text, from, end)) {
      end++;
    }
    return end;
  }

  private static boolean isJoined(CodePoints text, int from, int at) {
    int before = text.at(at - 1);
    int point = text.at(at);
    if (before < 0x80 && point < 0x80) {
      return before == '\r' && point == '\n';
    }
    if (TABLES.is(before, UnicodeTables.BREAKS) || TABLES.is(point, UnicodeTables.BREAKS)) {
      return false;
    }
    return TABLES.is(point, UnicodeTables.JOINS)
        || TABLES.is(before, UnicodeTables.PREPENDED)
        || Hangul.isJoined(before, point)
        || TABLES.is(point, UnicodeTables.PICTOGRAPH) && endsInPictograph(text, from, at)
        || TABLES.is(point, UnicodeTables.CONSONANT) && endsInConjunct(text, from, at);
  }

  /** Rule GB11: a pictograph, what extends it, a joiner. */
  private static boolean endsInPictograph(CodePoints text, int from, int to) {
    int at = to - 1;
    if (text.at(at) != JOINER) {
      return false;
    }
    do {
      at--;
    } while (at >= from && TABLES.is(text.at(at), UnicodeTables.EXTENDS));
    return at >= from && TABLES.is(text.at(at), UnicodeTables.PICTOGRAPH);
  }

  /** Rule GB9c: a consonant, and what links it. */
  private static boolean endsInConjunct(CodePoints text, int from, int to) {
    boolean isLinked = false;
    int at = to - 1;
    while (at >= from && TABLES.is(text.at(at), UnicodeTables.CONJUNCT)) {
      isLinked |= TABLES.is(text.at(at), UnicodeTables.LINKER);
      at--;
    }
    return isLinked && at >= from && TABLES.is(text.at(at), UnicodeTables.CONSONANT);
  }
}
