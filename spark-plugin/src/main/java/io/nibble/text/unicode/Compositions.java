package io.nibble.text.unicode;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/** What two code points are composed to (normalization form C). Immutable. */
final class Compositions {
  static final int NONE = -1;

  /** All that others are composed with are from here on. */
  private static final int FIRST_SECOND = 0x300;

  private final long[] pairs;
  private final int[] composed;

  /**
   * @param decompositions in full
   * @param isExcluded what is never composed
   */
  Compositions(Map<Integer, List<Integer>> decompositions, IntPredicate isExcluded) {
    TreeMap<Long, Integer> sorted = new TreeMap<>();
    decompositions.entrySet().stream()
        .filter(entry -> !isExcluded.test(entry.getKey()))
        .sorted(Comparator.comparingInt(entry -> entry.getValue().size()))
        .forEach(entry -> put(entry.getValue(), entry.getKey(), sorted));
    pairs = sorted.keySet().stream().mapToLong(Long::longValue).toArray();
    composed = sorted.values().stream().mapToInt(Integer::intValue).toArray();
  }

  private static void put(List<Integer> parts, int point, Map<Long, Integer> target) {
    int first = parts.get(0);
    for (int part : parts.subList(1, parts.size() - 1)) {
      first = target.get(pair(first, part));
    }
    target.put(pair(first, parts.get(parts.size() - 1)), point);
  }

  /** What they are composed to, or {@link #NONE}. */
  int get(int first, int second) {
    if (second < FIRST_SECOND) {
      return NONE;
    }
    int syllable = Hangul.compose(first, second);
    if (syllable != NONE) {
      return syllable;
    }
    int index = Arrays.binarySearch(pairs, pair(first, second));
    return index < 0 ? NONE : composed[index];
  }

  private static long pair(int first, int second) {
    return (long) first << Integer.SIZE | second;
  }
}
