package io.nibble.text.piece;

import io.nibble.text.unicode.CodePoints;
import java.util.Arrays;

/** Texts with an id each, of which the longest at a place of a text is found in one walk. */
public final class PieceTrie {
  private static final int POINT_BITS = 21;
  private static final int NONE = -1;

  private final LongTable children = new LongTable();
  private int[] ids = new int[256];
  private int nodes = 1;

  public PieceTrie() {
    ids[0] = NONE;
  }

  /** Adds a text; the last id counts if there are two. */
  public void add(int[] points, int id) {
    int node = 0;
    for (int point : points) {
      int child = children.get(edge(node, point));
      if (child == LongTable.NONE) {
        child = newNode();
        children.put(edge(node, point), child);
      }
      node = child;
    }
    ids[node] = id;
  }

  /**
   * The longest text that stands at {@code from} and ends at {@code to} or before: its length in
   * the upper half and its id in the lower, or −1.
   */
  public long longest(CodePoints text, int from, int to) {
    long found = NONE;
    int node = 0;
    for (int i = from; i < to; i++) {
      node = children.get(edge(node, text.at(i)));
      if (node == LongTable.NONE) {
        return found;
      }
      if (ids[node] != NONE) {
        found = (long) (i + 1 - from) << Integer.SIZE | ids[node];
      }
    }
    return found;
  }

  private int newNode() {
    if (nodes == ids.length) {
      ids = Arrays.copyOf(ids, nodes * 2);
    }
    ids[nodes] = NONE;
    return nodes++;
  }

  private static long edge(int node, int point) {
    return (long) node << POINT_BITS | point;
  }
}
