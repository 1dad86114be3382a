package io.nibble.text.piece;

import io.nibble.text.unicode.BlockTable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Collects texts, and packs them into a {@link PieceTrie}. */
public final class PieceTrieBuilder {
  private static final int POINT_BITS = 21;
  private static final int ROOT = PieceTrie.ROOT;
  private static final int NONE = PieceTrie.NONE;

  /** Places that are tried before the children of a node are put behind everything. */
  private static final int TRIES = 64;

  private final LongTable edges = new LongTable();
  private int[] parents = new int[256];
  private int[] points = new int[256];
  private int[] ids = new int[256];
  private int nodes = 1;

  public PieceTrieBuilder() {
    ids[ROOT] = NONE;
  }

  /** Adds a text, unless it is empty; the last id counts if there are two. */
  public void add(int[] text, int id) {
    int node = ROOT;
    for (int point : text) {
      int child = edges.get(edge(node, point));
      node = child == LongTable.NONE ? newNode(node, point) : child;
    }
    if (node != ROOT) {
      ids[node] = id;
    }
  }

  private int newNode(int parent, int point) {
    if (nodes == ids.length) {
      int capacity = Math.multiplyExact(nodes, 2);
      parents = Arrays.copyOf(parents, capacity);
      points = Arrays.copyOf(points, capacity);
      ids = Arrays.copyOf(ids, capacity);
    }
    edges.put(edge(parent, point), nodes);
    parents[nodes] = parent;
    points[nodes] = point;
    ids[nodes] = NONE;
    return nodes++;
  }

  private static long edge(int node, int point) {
    return (long) node << POINT_BITS | point;
  }

  public PieceTrie build() {
    int[] symbols = symbols();
    int most = Arrays.stream(symbols).max().orElseThrow();
    int[] slots = new int[nodes];
    int[] basesOfNodes = bases(symbols, slots);
    int size = Arrays.stream(slots).max().orElseThrow() + 1;
    size = Math.max(size, Arrays.stream(basesOfNodes).max().orElseThrow() + most + 1);
    int[] bases = new int[size];
    int[] parentsOfSlots = new int[size];
    int[] idsOfSlots = new int[size];
    Arrays.fill(parentsOfSlots, NONE);
    for (int node = 0; node < nodes; node++) {
      bases[slots[node]] = basesOfNodes[node];
      parentsOfSlots[slots[node]] = node == ROOT ? NONE : slots[parents[node]];
      idsOfSlots[slots[node]] = ids[node];
    }
    return new PieceTrie(new BlockTable(symbols), bases, parentsOfSlots, idsOfSlots);
  }

  /** Symbols of code points: the more frequent, the smaller, so that most children are near. */
  private int[] symbols() {
    int[] counts = new int[Character.MAX_CODE_POINT + 1];
    for (int node = 1; node < nodes; node++) {
      counts[points[node]]++;
    }
    int[] byCount =
        IntStream.range(0, counts.length)
            .filter(point -> counts[point] > 0)
            .boxed()
            .sorted(Comparator.comparingInt(point -> -counts[point]))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] symbols = new int[counts.length];
    for (int i = 0; i < byCount.length; i++) {
      symbols[byCount[i]] = i + 1;
    }
    return symbols;
  }

  /** Finds bases for all nodes, parents first, and with them the slots of their children. */
  private int[] bases(int[] symbols, int[] slots) {
    int[] children = IntStream.range(1, nodes).toArray();
    int[] firsts = groupByParent(children);
    int[] bases = new int[nodes];
    BitSet used = new BitSet();
    used.set(ROOT);
    int free = 1;
    for (int node = 0; node < nodes; node++) {
      int[] own = Arrays.copyOfRange(children, firsts[node], firsts[node + 1]);
      if (own.length > 0) {
        free = used.nextClearBit(free);
        int[] labels = Arrays.stream(own).map(child -> symbols[points[child]]).toArray();
        bases[node] = base(labels, free, used);
        for (int i = 0; i < own.length; i++) {
          slots[own[i]] = bases[node] + labels[i];
          used.set(slots[own[i]]);
        }
      }
    }
    return bases;
  }

  /** Puts the children of one parent together; where those of each begin. */
  private int[] groupByParent(int[] children) {
    int[] firsts = new int[nodes + 1];
    for (int child : children) {
      firsts[parents[child] + 1]++;
    }
    Arrays.parallelPrefix(firsts, Integer::sum);
    int[] next = firsts.clone();
    for (int child = 1; child < nodes; child++) {
      children[next[parents[child]]++] = child;
    }
    return firsts;
  }

  private static int base(int[] labels, int free, BitSet used) {
    int least = Arrays.stream(labels).min().orElseThrow();
    int slot = used.nextClearBit(Math.max(free, least));
    for (int tries = 0; tries < TRIES; tries++) {
      int base = slot - least;
      if (Arrays.stream(labels).noneMatch(label -> used.get(base + label))) {
        return base;
      }
      slot = used.nextClearBit(slot + 1);
    }
    return used.length();
  }
}
