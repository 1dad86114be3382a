package io.nibble.text.unicode;

/** Canonical decomposition (normalization form D). */
public final class Decomposition {
  private static final UnicodeTables TABLES = UnicodeTables.pinned();

  private Decomposition() {}

  /** Adds what {@code point} consists of, in the order of combining classes. */
  public static void add(int point, int begin, int end, CodePoints target) {
    if (!TABLES.is(point, UnicodeTables.DECOMPOSED)) {
      target.add(point, begin, end);
      order(point, target);
    } else if (Hangul.isSyllable(point)) {
      Hangul.decompose(point, begin, end, target);
    } else {
      addParts(TABLES.decompositions().get(point), begin, end, target);
    }
  }

  private static void addParts(int[] parts, int begin, int end, CodePoints target) {
    target.add(parts[0], begin, end);
    order(parts[0], target);
    for (int i = 1; i < parts.length; i++) {
      target.addExtra(parts[i]);
      order(parts[i], target);
    }
  }

  private static void order(int point, CodePoints target) {
    int ownClass = TABLES.combiningClass(point);
    if (ownClass == 0) {
      return;
    }
    int place = target.length() - 1;
    while (place > 0 && TABLES.combiningClass(target.at(place - 1)) > ownClass) {
      place--;
    }
    if (place < target.length() - 1) {
      target.moveLastTo(place);
    }
  }
}
