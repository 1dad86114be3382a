package io.nibble.kernel.plain;

import static io.nibble.kernel.plain.JavaElementwise.canonical;

import io.nibble.kernel.operand.BagMode;
import io.nibble.kernel.operand.EmbeddingTable;
import io.nibble.kernel.operand.Lookup;
import io.nibble.kernel.operand.Matrix;
import io.nibble.memory.HalfFloat;
import io.nibble.memory.RawMemory;
import java.util.Arrays;
import java.util.List;

/** Sums of rows of embedding tables; each starts at zero and takes its rows in order. */
final class JavaEmbedding {
  private JavaEmbedding() {}

  static void sum(List<Lookup> lookups, Matrix y) {
    Rows result = new Rows(y);
    float[] sum = new float[y.columns()];
    for (long i = 0; i < y.rows(); i++) {
      Arrays.fill(sum, 0);
      for (Lookup lookup : lookups) {
        add(lookup, i, sum);
      }
      store(sum, result, i);
    }
  }

  static void bag(BagMode mode, Lookup lookup, long offsets, Matrix y) {
    Rows result = new Rows(y);
    float[] sum = new float[y.columns()];
    for (long row = 0; row < y.rows(); row++) {
      int first = RawMemory.intAt(offsets + 4 * row);
      int last = RawMemory.intAt(offsets + 4 * (row + 1));
      Arrays.fill(sum, 0);
      for (int i = first; i < last; i++) {
        add(lookup, i, sum);
      }
      if (mode == BagMode.MEAN && last > first) {
        for (int j = 0; j < sum.length; j++) {
          sum[j] /= last - first;
        }
      }
      store(sum, result, row);
    }
  }

  private static void store(float[] sum, Rows result, long row) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] = canonical(sum[j]);
    }
    result.store(row, 0, sum, 0, sum.length);
  }

  /** Adds the row of the i-th id. */
  private static void add(Lookup lookup, long i, float[] sum) {
    EmbeddingTable table = lookup.table();
    long row = RawMemory.intAt(lookup.ids().address() + 4 * i) + (long) lookup.offset();
    long values = table.values().address() + row * sum.length * table.type().bytes();
    switch (table.type()) {
      case FLOAT32 -> {
        for (int j = 0; j < sum.length; j++) {
          sum[j] += RawMemory.floatAt(values + 4L * j);
        }
      }
      case BFLOAT16 -> {
        for (int j = 0; j < sum.length; j++) {
          sum[j] += HalfFloat.fromBfloat16(RawMemory.shortAt(values + 2L * j));
        }
      }
      case INT8 -> {
        float scale = RawMemory.floatAt(table.scales().address() + 4 * row);
        for (int j = 0; j < sum.length; j++) {
          sum[j] += RawMemory.byteAt(values + j) * scale;
        }
      }
    }
  }
}
