package io.nibble.kernel.plain;

import io.nibble.kernel.operand.Matrix;

/** Softmax by rows, with the sixteen partial sums of docs/operators.md. */
final class JavaSoftmax {
  private JavaSoftmax() {}

  static void apply(Matrix x) {
    Rows rows = new Rows(x);
    float[] row = new float[x.columns()];
    for (long i = 0; i < x.rows(); i++) {
      rows.load(i, row);
      exponentials(row);
      float sum = LaneSums.sum(row, 0, row.length);
      for (int j = 0; j < row.length; j++) {
        float y = row[j] / sum;
        row[j] = Float.isNaN(y) ? Float.NaN : y;
      }
      rows.store(i, 0, row, 0, row.length);
    }
  }

  private static void exponentials(float[] row) {
    float max = Float.NEGATIVE_INFINITY;
    for (float v : row) {
      max = v > max ? v : max;
    }
    for (int j = 0; j < row.length; j++) {
      float distance = row[j] - max;
      row[j] = Float.isNaN(distance) ? Float.NaN : Exp.exp(distance);
    }
  }
}
