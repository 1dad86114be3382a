package io.nibble.kernel;

import static io.nibble.kernel.PackedLayout.PANEL;

import java.util.Arrays;

/** Float32 linear layer in plain Java: panels outside, slices of k, rows, then one fma per k. */
final class JavaFloat32Linear {
  private static final int SLICE = 256;
  private static final int CHUNK_ROWS = 64;

  private final Float32Weights w;
  private final Activation activation;
  private final float[] weight = new float[SLICE * PANEL];
  private final float[] x = new float[SLICE];
  private final float[] sums = new float[CHUNK_ROWS * PANEL];
  private final float[] sum = new float[PANEL];

  JavaFloat32Linear(Float32Weights w, Activation activation) {
    this.w = w;
    this.activation = activation;
  }

  void run(Matrix input, Matrix output) {
    for (long first = 0; first < input.rows(); first += CHUNK_ROWS) {
      int count = (int) Math.min(CHUNK_ROWS, input.rows() - first);
      for (int panel = 0; panel < PackedLayout.panels(w.n()); panel++) {
        panel(new Rows(input), first, count, panel);
        store(new Rows(output), first, count, panel);
      }
    }
  }

  private void panel(Rows input, long first, int count, int panel) {
    for (int i = 0; i < count; i++) {
      startAtBias(i, panel);
    }
    for (int k = 0; k < w.k(); k += SLICE) {
      int length = Math.min(SLICE, w.k() - k);
      long from = ((long) panel * w.k() + k) * PANEL;
      RawMemory.copy(w.weight().address() + 4 * from, weight, 0, length * PANEL);
      for (int i = 0; i < count; i++) {
        input.load(first + i, k, x, length);
        System.arraycopy(sums, i * PANEL, sum, 0, PANEL);
        accumulate(length);
        System.arraycopy(sum, 0, sums, i * PANEL, PANEL);
      }
    }
  }

  private void startAtBias(int i, int panel) {
    if (w.bias() == null) {
      Arrays.fill(sums, i * PANEL, (i + 1) * PANEL, 0);
    } else {
      RawMemory.copy(w.bias().address() + 4L * panel * PANEL, sums, i * PANEL, PANEL);
    }
  }

  private void accumulate(int length) {
    for (int k = 0; k < length; k++) {
      float a = x[k];
      int from = k * PANEL;
      for (int c = 0; c < PANEL; c++) {
        sum[c] = Math.fma(a, weight[from + c], sum[c]);
      }
    }
  }

  private void store(Rows output, long first, int count, int panel) {
    int columns = Math.min(PANEL, w.n() - panel * PANEL);
    JavaActivations.apply(activation, sums, 0, count * PANEL);
    for (int i = 0; i < count; i++) {
      output.store(first + i, panel * PANEL, sums, i * PANEL, columns);
    }
  }
}
