package io.nibble.kernel.plain;

import io.nibble.kernel.operand.Matrix;
import io.nibble.memory.HalfFloat;
import io.nibble.memory.RawMemory;

/** Moves rows of a matrix of any element type to and from float arrays. */
final class Rows {
  private final Matrix matrix;
  private final long address;

  Rows(Matrix matrix) {
    this.matrix = matrix;
    this.address = matrix.data().address();
  }

  /** Reads a whole row. */
  void load(long row, float[] target) {
    load(row, 0, target, matrix.columns());
  }

  void load(long row, int column, float[] target, int count) {
    long from = address(row, column);
    switch (matrix.type()) {
      case FLOAT32 -> RawMemory.copy(from, target, 0, count);
      case BFLOAT16 -> {
        for (int i = 0; i < count; i++) {
          target[i] = HalfFloat.fromBfloat16(RawMemory.shortAt(from + 2L * i));
        }
      }
      case FLOAT16 -> {
        for (int i = 0; i < count; i++) {
          target[i] = HalfFloat.fromFloat16(RawMemory.shortAt(from + 2L * i));
        }
      }
    }
  }

  void store(long row, int column, float[] source, int from, int count) {
    long to = address(row, column);
    switch (matrix.type()) {
      case FLOAT32 -> RawMemory.copy(source, from, to, count);
      case BFLOAT16 -> {
        for (int i = 0; i < count; i++) {
          RawMemory.putShort(to + 2L * i, HalfFloat.toBfloat16(source[from + i]));
        }
      }
      case FLOAT16 -> {
        for (int i = 0; i < count; i++) {
          RawMemory.putShort(to + 2L * i, HalfFloat.toFloat16(source[from + i]));
        }
      }
    }
  }

  private long address(long row, long column) {
    return address + (row * matrix.stride() + column) * matrix.type().bytes();
  }
}
