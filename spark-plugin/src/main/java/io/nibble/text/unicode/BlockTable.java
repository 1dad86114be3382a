package io.nibble.text.unicode;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** A number for each code point. Blocks that are the same are kept once. Immutable. */
public final class BlockTable {
  private static final int BITS = 8;
  private static final int SIZE = 1 << BITS;

  private final int[][] blocks;

  /**
   * @param values of all code points
   */
  public BlockTable(int[] values) {
    Map<Integer, int[]> known = new HashMap<>();
    blocks = new int[values.length / SIZE][];
    for (int i = 0; i < blocks.length; i++) {
      int[] block = Arrays.copyOfRange(values, i * SIZE, (i + 1) * SIZE);
      int[] same = known.putIfAbsent(Arrays.hashCode(block), block);
      blocks[i] = same != null && Arrays.equals(same, block) ? same : block;
    }
  }

  public int get(int point) {
    return blocks[point >> BITS][point & SIZE - 1];
  }
}
