package io.nibble.kernel;

import io.nibble.kernel.operand.Matrix;
import io.nibble.memory.Checks;
import io.nibble.memory.Slice;

/** A named stretch of memory among a call's arguments. */
record Area(String name, Slice slice, long bytes) {
  static Area of(String name, Matrix matrix) {
    return new Area(name, matrix.data(), matrix.spanBytes());
  }

  /** What a call writes must not overlap with anything else that it reads or writes. */
  static void checkDisjoint(Area... areas) {
    for (int i = 1; i < areas.length; i++) {
      for (int j = 0; j < i; j++) {
        checkDisjoint(areas[j], areas[i]);
      }
    }
  }

  /** The same for two, without an array: the way to a small layer is short. */
  static void checkDisjoint(Area a, Area b) {
    Checks.that(!b.overlaps(a), "%s and %s overlap, expected separate memory", b.name, a.name);
  }

  private boolean overlaps(Area other) {
    return bytes > 0
        && other.bytes > 0
        && slice.address() < other.slice.address() + other.bytes
        && other.slice.address() < slice.address() + bytes;
  }
}
