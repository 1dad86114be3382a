package io.nibble.text.piece;

import io.nibble.text.unicode.CodePoints;
import java.util.Arrays;

/** Texts with an id each, of which the longest at a place of a text is found in one walk. */
public final class PieceTrie {
  private static final int POINT_BITS = 21;
  private static final long EMPTY = -1;
  private static final int NONE = -1;
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private long[] edges = new long[1 << 10];
  private int[] targets = new int[1 << 10];
  private int[] ids = new int[256];
  private int nodes = 1;
  private int edgeCount;

  public PieceTrie() {
    Arrays.fill(edges, EMPTY);
    ids[0] = NONE;
  }

  /** Adds a text; the last id counts if there are two. */
  public void add(int[] points, int id) {
    int node = 0;
    for (int point : points) {
      node = child(node, point);
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
      int slot = slot(edge(node, text.at(i)));
      if (edges[slot] == EMPTY) {
        return found;
      }
      node = targets[slot];
      if (ids[node] != NONE) {
        found = (long) (i + 1 - from) << Integer.SIZE | ids[node];
      }
    }
    return found;
  }

  private int child(int node, int point) {
    int slot = slot(edge(node, point));
    if (edges[slot] == EMPTY) {
      edges[slot] = edge(node, point);
      targets[slot] = newNode();
      if (++edgeCount > edges.length / 2) {
        grow();
      }
      return nodes - 1;
    }
    return targets[slot];
  }

  private int newNode() {
    if (nodes == ids.length) {
      ids = Arrays.copyOf(ids, nodes * 2);
    }
    ids[nodes] = NONE;
    return nodes++;
  }

  private void grow() {
    long[] oldEdges = edges;
    int[] oldTargets = targets;
    edges = new long[oldEdges.length * 2];
    targets = new int[edges.length];
    Arrays.fill(edges, EMPTY);
    for (int i = 0; i < oldEdges.length; i++) {
      if (oldEdges[i] != EMPTY) {
        int slot = slot(oldEdges[i]);
        edges[slot] = oldEdges[i];
        targets[slot] = oldTargets[i];
      }
    }
  }

  private static long edge(int node, int point) {
    return (long) node << POINT_BITS | point;
  }

  /** Where the edge is, or would be. */
  private int slot(long edge) {
    int slot = (int) (edge * MIX >>> 32) & edges.length - 1;
    while (edges[slot] != EMPTY && edges[slot] != edge) {
      slot = slot + 1 & edges.length - 1;
    }
    return slot;
  }
}
