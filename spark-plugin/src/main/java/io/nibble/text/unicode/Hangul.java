package io.nibble.text.unicode;

/** Hangul syllables, whose decompositions are computed (The Unicode Standard, section 3.12). */
final class Hangul {
  static final int FIRST = 0xAC00;
  static final int LAST = 0xD7A3;

  private static final int FIRST_LEADING = 0x1100;
  private static final int FIRST_VOWEL = 0x1161;
  private static final int BEFORE_TRAILING = 0x11A7;
  private static final int LEADING = 19;
  private static final int VOWELS = 21;
  private static final int TRAILING = 28;

  private Hangul() {}

  static boolean isSyllable(int point) {
    return point >= FIRST && point <= LAST;
  }

  static void decompose(int point, CodePoints target) {
    int index = point - FIRST;
    target.addChanged(FIRST_LEADING + index / (VOWELS * TRAILING), 0);
    target.addChanged(FIRST_VOWEL + index / TRAILING % VOWELS, 1);
    if (index % TRAILING != 0) {
      target.addChanged(BEFORE_TRAILING + index % TRAILING, 1);
    }
  }

  /** The syllable that two make, or {@link Compositions#NONE}. */
  static int compose(int first, int second) {
    int leading = first - FIRST_LEADING;
    int vowel = second - FIRST_VOWEL;
    if (leading >= 0 && leading < LEADING && vowel >= 0 && vowel < VOWELS) {
      return FIRST + (leading * VOWELS + vowel) * TRAILING;
    }
    int trailing = second - BEFORE_TRAILING;
    boolean isOpen = isSyllable(first) && (first - FIRST) % TRAILING == 0;
    return isOpen && trailing > 0 && trailing < TRAILING ? first + trailing : Compositions.NONE;
  }

  /** Whether a grapheme cluster goes on from one to the other (rules GB6 to GB8 of UAX #29). */
  static boolean isJoined(int first, int second) {
    if (isLeading(first)) {
      return isLeading(second) || isVowel(second) || isSyllable(second);
    }
    boolean isOpen = isSyllable(first) && (first - FIRST) % TRAILING == 0;
    if (isOpen || isVowel(first)) {
      return isVowel(second) || isTrailing(second);
    }
    return (isSyllable(first) || isTrailing(first)) && isTrailing(second);
  }

  private static boolean isLeading(int point) {
    return point >= 0x1100 && point <= 0x115F || point >= 0xA960 && point <= 0xA97C;
  }

  private static boolean isVowel(int point) {
    return point >= 0x1160 && point <= 0x11A7 || point >= 0xD7B0 && point <= 0xD7C6;
  }

  private static boolean isTrailing(int point) {
    return point >= 0x11A8 && point <= 0x11FF || point >= 0xD7CB && point <= 0xD7FB;
  }
}
