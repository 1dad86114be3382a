package io.nibble.text.piece;

import io.nibble.text.unicode.BlockTable;
import io.nibble.text.unicode.CodePoints;

/**
 * Texts with an id each: a double-array trie (Aoe 1989). The child of a node by a symbol is in the
 * slot that is the node's base plus the symbol, if that slot says that it is the node's. Symbols
 * stand for code points; 0 stands for all that are in no text. Immutable.
 */
public final class PieceTrie {
  public static final int NONE = -1;

  static final int ROOT = 0;

  private final BlockTable symbols;
  private final int[] bases;
  private final int[] parents;
  private final int[] ids;

  /**
   * @param bases and the others: of each slot; so many more slots than bases that adding any symbol
   *     to a base leads to a slot
   */
  PieceTrie(BlockTable symbols, int[] bases, int[] parents, int[] ids) {
    this.symbols = symbols;
    this.bases = bases;
    this.parents = parents;
    this.ids = ids;
  }

  int symbol(int point) {
    return symbols.get(point);
  }

  /** The child of a node, or {@link #NONE}. */
  int child(int node, int symbol) {
    int slot = bases[node] + symbol;
    return parents[slot] == node ? slot : NONE;
  }

  /** The id of the text that leads to a node, or {@link #NONE}. */
  int id(int node) {
    return ids[node];
  }

  /**
   * The longest text that stands at {@code from} and ends at {@code to} or before: its length in
   * the upper half and its id in the lower, or −1.
   */
  public long longest(CodePoints text, int from, int to) {
    long found = NONE;
    int node = ROOT;
    for (int i = from; i < to; i++) {
      node = child(node, symbol(text.at(i)));
      if (node == NONE) {
        return found;
      }
      if (ids[node] != NONE) {
        found = (long) (i + 1 - from) << Integer.SIZE | ids[node];
      }
    }
    return found;
  }
}
