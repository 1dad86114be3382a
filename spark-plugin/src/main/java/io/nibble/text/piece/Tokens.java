package io.nibble.text.piece;

import java.util.Arrays;

/**
 * Tokens of a text: ids, and the code points of the original that each is made of. Grows; used
 * again and again.
 */
public final class Tokens {
  private int[] ids = new int[64];
  private int[] begins = new int[64];
  private int[] ends = new int[64];
  private int length;

  public int length() {
    return length;
  }

  public int id(int index) {
    return ids[index];
  }

  public int begin(int index) {
    return begins[index];
  }

  public int end(int index) {
    return ends[index];
  }

  public void clear() {
    length = 0;
  }

  /** Drops the tokens from {@code length} on. */
  public void truncate(int length) {
    this.length = Math.min(this.length, length);
  }

  public void add(int id, int begin, int end) {
    if (length == ids.length) {
      int capacity = Math.multiplyExact(length, 2);
      ids = Arrays.copyOf(ids, capacity);
      begins = Arrays.copyOf(begins, capacity);
      ends = Arrays.copyOf(ends, capacity);
    }
    ids[length] = id;
    begins[length] = begin;
    ends[length] = end;
    length++;
  }
}
