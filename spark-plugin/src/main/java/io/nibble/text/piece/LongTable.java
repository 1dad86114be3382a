package io.nibble.text.piece;

import java.util.Arrays;

/** A number from 0 on for each of some keys, which are not negative. Grows. */
final class LongTable {
  static final int NONE = -1;

  private static final long EMPTY = -1;
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private long[] keys = new long[1 << 10];
  private int[] values = new int[1 << 10];
  private int size;

  LongTable() {
    Arrays.fill(keys, EMPTY);
  }

  /** The number of {@code key}, or {@link #NONE}. */
  int get(long key) {
    int slot = slot(key);
    return keys[slot] == EMPTY ? NONE : values[slot];
  }

  /** The last number counts if a key has two. */
  void put(long key, int value) {
    int slot = slot(key);
    size += keys[slot] == EMPTY ? 1 : 0;
    keys[slot] = key;
    values[slot] = value;
    if (size > keys.length / 2) {
      grow();
    }
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldValues = values;
    keys = new long[oldKeys.length * 2];
    values = new int[keys.length];
    Arrays.fill(keys, EMPTY);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != EMPTY) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
      }
    }
  }

  /** Where the key is, or would be. */
  private int slot(long key) {
    int slot = (int) (key * MIX >>> 32) & keys.length - 1;
    while (keys[slot] != EMPTY && keys[slot] != key) {
      slot = slot + 1 & keys.length - 1;
    }
    return slot;
  }
}
