package io.nibble.text.unicode;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/** What two code points are composed to (normalization form C). Immutable. */
final class Compositions {
  static final int NONE = -1;

  private final Map<Long, Integer> composed = new HashMap<>();

  /**
   * @param decompositions in full
   * @param isExcluded what is never composed
   */
  Compositions(Map<Integer, List<Integer>> decompositions, IntPredicate isExcluded) {
    decompositions.entrySet().stream()
        .filter(entry -> !isExcluded.test(entry.getKey()))
        .sorted(Comparator.comparingInt(entry -> entry.getValue().size()))
        .forEach(entry -> put(entry.getValue(), entry.getKey()));
  }

  private void put(List<Integer> parts, int point) {
    int first = parts.get(0);
    for (int part : parts.subList(1, parts.size() - 1)) {
      first = composed.get(pair(first, part));
    }
    composed.put(pair(first, parts.get(parts.size() - 1)), point);
  }

  /** What they are composed to, or {@link #NONE}. */
  int get(int first, int second) {
    int syllable = Hangul.compose(first, second);
    return syllable != NONE ? syllable : composed.getOrDefault(pair(first, second), NONE);
  }

  private static long pair(int first, int second) {
    return (long) first << Integer.SIZE | second;
  }
}
