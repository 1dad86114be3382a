package io.nibble.kernel.plain;

import static io.nibble.kernel.operand.PackedLayout.PANEL;

import io.nibble.kernel.operand.Activation;
import io.nibble.kernel.operand.Float32Weights;
import io.nibble.kernel.operand.Matrix;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.memory.RawMemory;
import java.util.Arrays;

/**
 * Float32 linear layer in plain Java: chunks of rows, blocks of columns, stretches of k, rows.
 *
 * <p>The inner loop runs over columns, so that each sum takes its terms in the order of k.
 */
final class JavaFloat32Linear {
  private static final int MOST_PANELS = 8;
  private static final int STRETCH = 64;
  private static final int CHUNK_ROWS = 64;

  private final Float32Weights w;
  private final Activation activation;
  private final int panels;
  private final float[][] weight;
  private final float[] x = new float[STRETCH];

  JavaFloat32Linear(Float32Weights w, Activation activation) {
    this.w = w;
    this.activation = activation;
    this.panels = PackedLayout.panels(w.n());
    this.weight = new float[Math.min(STRETCH, w.k())][Math.min(MOST_PANELS, panels) * PANEL];
  }

  void run(Matrix input, Matrix output) {
    Rows inputRows = new Rows(input);
    Rows outputRows = new Rows(output);
    float[][] sums = new float[(int) Math.min(CHUNK_ROWS, input.rows())][weight[0].length];
    for (long first = 0; first < input.rows(); first += CHUNK_ROWS) {
      int count = (int) Math.min(CHUNK_ROWS, input.rows() - first);
      for (int panel = 0; panel < panels; panel += MOST_PANELS) {
        multiply(inputRows, first, count, panel, sums);
        int columns = Math.min(sums[0].length, w.n() - panel * PANEL);
        for (int i = 0; i < count; i++) {
          JavaActivations.apply(activation, sums[i], 0, columns);
          outputRows.store(first + i, panel * PANEL, sums[i], 0, columns);
        }
      }
    }
  }

  private void multiply(Rows input, long first, int count, int panel, float[][] sums) {
    for (int i = 0; i < count; i++) {
      startAtBias(sums[i], panel);
    }
    for (int k = 0; k < w.k(); k += STRETCH) {
      int length = Math.min(STRETCH, w.k() - k);
      loadWeight(panel, k, length);
      for (int i = 0; i < count; i++) {
        input.load(first + i, k, x, length);
        accumulate(sums[i], length);
      }
    }
  }

  private void startAtBias(float[] sum, int panel) {
    Arrays.fill(sum, 0);
    if (w.bias() != null) {
      long from = w.bias().address() + 4L * panel * PANEL;
      RawMemory.copy(from, sum, 0, Math.min(sum.length, (panels - panel) * PANEL));
    }
  }

  private void loadWeight(int panel, int k, int length) {
    for (int p = 0; p < Math.min(weight[0].length / PANEL, panels - panel); p++) {
      long from = w.weight().address() + 4L * PANEL * ((long) (panel + p) * w.k() + k);
      for (int i = 0; i < length; i++) {
        RawMemory.copy(from + 4L * PANEL * i, weight[i], p * PANEL, PANEL);
      }
    }
  }

  private void accumulate(float[] sum, int length) {
    int k = 0;
    for (; k <= length - 4; k += 4) {
      accumulate(
          sum,
          x[k],
          weight[k],
          x[k + 1],
          weight[k + 1],
          x[k + 2],
          weight[k + 2],
          x[k + 3],
          weight[k + 3]);
    }
    for (; k < length; k++) {
      accumulate(sum, x[k], weight[k]);
    }
  }

  private static void accumulate(
      float[] sum,
      float x0,
      float[] w0,
      float x1,
      float[] w1,
      float x2,
      float[] w2,
      float x3,
      float[] w3) {
    for (int c = 0; c < sum.length; c++) {
      float y = Math.fma(x1, w1[c], Math.fma(x0, w0[c], sum[c]));
      sum[c] = Math.fma(x3, w3[c], Math.fma(x2, w2[c], y));
    }
  }

  private static void accumulate(float[] sum, float x, float[] w) {
    for (int c = 0; c < sum.length; c++) {
      sum[c] = Math.fma(x, w[c], sum[c]);
    }
  }
}
