package io.nibble.kernel.plain;

import static io.nibble.kernel.plain.JavaElementwise.canonical;

import io.nibble.kernel.operand.Matrix;
import io.nibble.memory.RawMemory;

/** Normalization of rows, in the order of docs/operators.md. */
final class JavaNorms {
  private static final float SMALLEST_LENGTH = 1e-12f;

  private JavaNorms() {}

  static void layerNorm(
      long weight, long bias, float epsilon, Matrix x, Matrix residualOrNull, Matrix y) {
    int n = x.columns();
    float[] w = floats(weight, n);
    float[] b = bias == 0 ? null : floats(bias, n);
    Input input = new Input(x, residualOrNull);
    Rows result = new Rows(y);
    for (long i = 0; i < x.rows(); i++) {
      float[] row = input.row(i);
      float mean = LaneSums.sum(row, 0, n) / n;
      float deviation = root(LaneSums.squares(row, mean) / n + epsilon);
      for (int j = 0; j < n; j++) {
        float normalized = (row[j] - mean) / deviation;
        row[j] = canonical(b == null ? normalized * w[j] : Math.fma(normalized, w[j], b[j]));
      }
      result.store(i, 0, row, 0, n);
    }
  }

  static void rmsNorm(long weight, float epsilon, Matrix x, Matrix residualOrNull, Matrix y) {
    int n = x.columns();
    float[] w = floats(weight, n);
    Input input = new Input(x, residualOrNull);
    Rows result = new Rows(y);
    for (long i = 0; i < x.rows(); i++) {
      float[] row = input.row(i);
      float deviation = root(LaneSums.squares(row, 0) / n + epsilon);
      for (int j = 0; j < n; j++) {
        row[j] = canonical(row[j] / deviation * w[j]);
      }
      result.store(i, 0, row, 0, n);
    }
  }

  static void l2Normalize(Matrix x, Matrix y) {
    Input input = new Input(x, null);
    Rows result = new Rows(y);
    for (long i = 0; i < x.rows(); i++) {
      float[] row = input.row(i);
      float length = root(LaneSums.squares(row, 0));
      float divisor = length < SMALLEST_LENGTH ? SMALLEST_LENGTH : length;
      for (int j = 0; j < row.length; j++) {
        row[j] = canonical(row[j] / divisor);
      }
      result.store(i, 0, row, 0, row.length);
    }
  }

  /** The square root in float64, rounded, is the one of float32: it has over twice its digits. */
  private static float root(float x) {
    return (float) Math.sqrt(x);
  }

  private static float[] floats(long address, int count) {
    float[] floats = new float[count];
    RawMemory.copy(address, floats, 0, count);
    return floats;
  }

  /** Rows of x, or of x + residual. */
  private static final class Input {
    private final Rows x;
    private final Rows residual;
    private final float[] row;
    private final float[] other;

    Input(Matrix x, Matrix residualOrNull) {
      this.x = new Rows(x);
      this.residual = residualOrNull == null ? null : new Rows(residualOrNull);
      this.row = new float[x.columns()];
      this.other = new float[x.columns()];
    }

    float[] row(long i) {
      x.load(i, row);
      if (residual != null) {
        residual.load(i, other);
        for (int j = 0; j < row.length; j++) {
          row[j] += other[j];
        }
      }
      return row;
    }
  }
}
