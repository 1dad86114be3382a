package io.nibble.text.unicode;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What single code points become, each one or more. Immutable. */
public final class CodePointMap {
  private final int[] keys;
  private final int[][] values;

  CodePointMap(Map<Integer, List<Integer>> entries) {
    TreeMap<Integer, List<Integer>> sorted = new TreeMap<>(entries);
    keys = sorted.keySet().stream().mapToInt(Integer::intValue).toArray();
    values =
        sorted.values().stream()
            .map(points -> points.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new);
  }

  /** What {@code point} becomes, not to be changed; null if it stays. */
  public int[] get(int point) {
    int index = Arrays.binarySearch(keys, point);
    return index < 0 ? null : values[index];
  }
}
