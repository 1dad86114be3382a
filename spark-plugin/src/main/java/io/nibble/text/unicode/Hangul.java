package io.nibble.text.unicode;

/** Hangul syllables, whose decompositions are computed (The Unicode Standard, section 3.12). */
final class Hangul {
  static final int FIRST = 0xAC00;
  static final int LAST = 0xD7A3;

  private static final int FIRST_LEADING = 0x1100;
  private static final int FIRST_VOWEL = 0x1161;
  private static final int BEFORE_TRAILING = 0x11A7;
  private static final int VOWELS = 21;
  private static final int TRAILING = 28;

  private Hangul() {}

  static boolean isSyllable(int point) {
    return point >= FIRST && point <= LAST;
  }

  static void decompose(int point, int begin, int end, CodePoints target) {
    int index = point - FIRST;
    target.add(FIRST_LEADING + index / (VOWELS * TRAILING), begin, end);
    target.addExtra(FIRST_VOWEL + index / TRAILING % VOWELS);
    if (index % TRAILING != 0) {
      target.addExtra(BEFORE_TRAILING + index % TRAILING);
    }
  }
}
