package io.nibble.graph.operator;

import io.nibble.file.TensorSpec;
import io.nibble.file.TensorType;

/**
 * Tensors that are lists of numbers, filled up to whole lines of 64 bytes so that the next one is
 * aligned.
 */
final class Flat {
  private static final int LINE_BYTES = 64;

  private Flat() {}

  static TensorSpec floats(String name, long count) {
    return of(name, TensorType.F32, count);
  }

  /** Room for {@code count} ≥ 1 numbers. */
  static TensorSpec of(String name, TensorType type, long count) {
    long perLine = LINE_BYTES * 8L / type.bits();
    return TensorSpec.of(name, type, (count + perLine - 1) / perLine, perLine);
  }
}
