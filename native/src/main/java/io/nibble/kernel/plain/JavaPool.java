package io.nibble.kernel.plain;

import static io.nibble.kernel.plain.JavaElementwise.canonical;

import io.nibble.kernel.operand.Matrix;
import io.nibble.kernel.operand.Pooling;
import io.nibble.memory.RawMemory;
import java.util.Arrays;

/** One row of results from the tokens of a row. */
final class JavaPool {
  private JavaPool() {}

  static void apply(Pooling mode, long offsets, Matrix x, Matrix y) {
    Rows tokens = new Rows(x);
    Rows result = new Rows(y);
    float[] pooled = new float[x.columns()];
    float[] token = new float[x.columns()];
    for (long row = 0; row < y.rows(); row++) {
      int first = RawMemory.intAt(offsets + 4 * row);
      int last = RawMemory.intAt(offsets + 4 * (row + 1));
      Arrays.fill(pooled, 0);
      if (last > first) {
        pool(mode, tokens, first, last, pooled, token);
      }
      for (int j = 0; j < pooled.length; j++) {
        pooled[j] = canonical(pooled[j]);
      }
      result.store(row, 0, pooled, 0, pooled.length);
    }
  }

  private static void pool(
      Pooling mode, Rows tokens, int first, int last, float[] pooled, float[] token) {
    switch (mode) {
      case FIRST -> tokens.load(first, pooled);
      case LAST -> tokens.load(last - 1, pooled);
      case MEAN -> {
        for (int i = first; i < last; i++) {
          tokens.load(i, token);
          for (int j = 0; j < pooled.length; j++) {
            pooled[j] += token[j];
          }
        }
        for (int j = 0; j < pooled.length; j++) {
          pooled[j] /= last - first;
        }
      }
      case MAX -> {
        tokens.load(first, pooled);
        for (int i = first + 1; i < last; i++) {
          tokens.load(i, token);
          for (int j = 0; j < pooled.length; j++) {
            // A NaN stays: no comparison with it is true.
            pooled[j] = token[j] > pooled[j] || Float.isNaN(token[j]) ? token[j] : pooled[j];
          }
        }
      }
    }
  }
}
