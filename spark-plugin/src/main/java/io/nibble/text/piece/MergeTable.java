package io.nibble.text.piece;

import io.nibble.text.piece.ByteLevelBpe.Merge;
import java.util.List;

/** What two neighbours become, and how early that was learnt. Immutable. */
final class MergeTable {
  static final int NONE = LongTable.NONE;

  private final LongTable ranks = new LongTable();
  private final int[] merged;

  MergeTable(List<Merge> merges) {
    merged = new int[merges.size()];
    for (int rank = 0; rank < merged.length; rank++) {
      Merge merge = merges.get(rank);
      ranks.put(pair(merge.left(), merge.right()), rank);
      merged[rank] = merge.merged();
    }
  }

  /** The place of the pair among all that were learnt, or {@link #NONE}. */
  int rank(int left, int right) {
    return ranks.get(pair(left, right));
  }

  /** What the pair of this rank becomes. */
  int merged(int rank) {
    return merged[rank];
  }

  private static long pair(int left, int right) {
    return (long) left << Integer.SIZE | right;
  }
}
