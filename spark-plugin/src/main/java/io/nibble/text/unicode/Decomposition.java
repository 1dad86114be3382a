package io.nibble.text.unicode;

/** Decomposition and composition (the four normalization forms of Unicode). */
public final class Decomposition {
  private static final UnicodeTables TABLES = UnicodeTables.pinned();

  private Decomposition() {}

  /**
   * Adds what a text consists of, in the order of combining classes.
   *
   * @param isCompatible whether compatibility decompositions count (NFKD)
   */
  public static void decompose(CodePoints source, boolean isCompatible, CodePoints target) {
    int properties = UnicodeTables.DECOMPOSED | (isCompatible ? UnicodeTables.COMPATIBLE : 0);
    for (int i = 0; i < source.length(); i++) {
      int point = source.at(i);
      if (!TABLES.is(point, properties)) {
        target.addChanged(point, 0);
        order(point, target);
      } else if (Hangul.isSyllable(point)) {
        Hangul.decompose(point, target);
      } else {
        addParts(parts(point, isCompatible), target);
      }
    }
  }

  private static int[] parts(int point, boolean isCompatible) {
    boolean isOther = isCompatible && TABLES.is(point, UnicodeTables.COMPATIBLE);
    return (isOther ? TABLES.compatible() : TABLES.decompositions()).get(point);
  }

  private static void addParts(int[] parts, CodePoints target) {
    for (int i = 0; i < parts.length; i++) {
      target.addChanged(parts[i], i == 0 ? 0 : 1);
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

  /** Composes what was decomposed, in its place. */
  public static void compose(CodePoints text) {
    int starter = -1;
    int end = 0;
    int lastClass = 0;
    for (int i = 0; i < text.length(); i++) {
      int point = text.at(i);
      int ownClass = TABLES.combiningClass(point);
      boolean isBlocked = end > starter + 1 && lastClass >= ownClass;
      int composed =
          starter < 0 || isBlocked
              ? Compositions.NONE
              : TABLES.compositions().get(text.at(starter), point);
      if (composed != Compositions.NONE) {
        text.replace(starter, composed, text.change(starter) + text.change(i) - 1);
        continue;
      }
      starter = ownClass == 0 ? end : starter;
      lastClass = ownClass;
      text.replace(end++, point, text.change(i));
    }
    text.truncate(end);
  }
}
