package io.nibble.text.piece;

import io.nibble.text.piece.ByteLevelBpe.Merge;
import java.util.Arrays;
import java.util.List;

/** What two neighbours become, and how early that was learnt. Immutable. */
final class MergeTable {
  static final int NONE = -1;

  private static final long EMPTY = -1;
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private final long[] pairs;
  private final int[] ranks;
  private final int[] merged;

  MergeTable(List<Merge> merges) {
    int capacity = Integer.highestOneBit(Math.max(merges.size(), 1)) << 2;
    pairs = new long[capacity];
    ranks = new int[capacity];
    merged = new int[merges.size()];
    Arrays.fill(pairs, EMPTY);
    for (int rank = 0; rank < merges.size(); rank++) {
      Merge merge = merges.get(rank);
      int slot = slot(merge.left(), merge.right());
      pairs[slot] = pair(merge.left(), merge.right());
      ranks[slot] = rank;
      merged[rank] = merge.merged();
    }
  }

  /** The place of the pair among all that were learnt, or {@link #NONE}. */
  int rank(int left, int right) {
    int slot = slot(left, right);
    return pairs[slot] == EMPTY ? NONE : ranks[slot];
  }

  /** What the pair of this rank becomes. */
  int merged(int rank) {
    return merged[rank];
  }

  private static long pair(int left, int right) {
    return (long) left << Integer.SIZE | right;
  }

  private int slot(int left, int right) {
    long pair = pair(left, right);
    int slot = (int) (pair * MIX >>> 33) & pairs.length - 1;
    while (pairs[slot] != EMPTY && pairs[slot] != pair) {
      slot = slot + 1 & pairs.length - 1;
    }
    return slot;
  }
}
