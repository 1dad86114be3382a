package io.nibble.kernel.plain;

import io.nibble.kernel.operand.Matrix;
import io.nibble.memory.RawMemory;

/** Sums, products and copies of rows. */
final class JavaElementwise {
  private JavaElementwise() {}

  @FunctionalInterface
  interface Operation {
    float apply(float a, float b);
  }

  static void apply(Operation operation, Matrix a, Matrix b, Matrix y) {
    Rows left = new Rows(a);
    Rows right = new Rows(b);
    Rows result = new Rows(y);
    float[] row = new float[a.columns()];
    float[] other = new float[a.columns()];
    for (long i = 0; i < a.rows(); i++) {
      left.load(i, row);
      right.load(i, other);
      for (int j = 0; j < row.length; j++) {
        row[j] = canonical(operation.apply(row[j], other[j]));
      }
      result.store(i, 0, row, 0, row.length);
    }
  }

  static void copy(Matrix x, Matrix y) {
    int bytes = x.type().bytes();
    byte[] row = new byte[Math.multiplyExact(x.columns(), bytes)];
    for (long i = 0; i < x.rows(); i++) {
      RawMemory.copy(x.data().address() + i * x.stride() * bytes, row, 0, row.length);
      RawMemory.copy(row, 0, y.data().address() + i * y.stride() * bytes, row.length);
    }
  }

  /** The one NaN that leaves an operator. */
  static float canonical(float value) {
    return Float.isNaN(value) ? Float.NaN : value;
  }
}
