package io.nibble.kernel;

import java.util.Arrays;

/**
 * A8W4 linear layer in plain Java: chunks of rows, blocks of columns, groups, rows.
 *
 * <p>The nibbles of a block and group are unpacked once to an int array and serve every row of the
 * chunk; the inner loop runs over columns, where the JIT compiler finds its vectors.
 */
final class JavaInt4Linear {
  /** Longest stretch of k unpacked at a time; only a per-channel group is longer. */
  private static final int STRETCH = 128;

  private final PackedLayout layout;
  private final ActivationQuantization mode;
  private final Activation activation;
  private final ColumnBlock block;
  private final int stretch;
  private final int width;
  private final int[] dot;
  private int[] dots;
  private float[] sums;

  JavaInt4Linear(Int4Weights w, ActivationQuantization mode, Activation activation) {
    this.layout = w.layout();
    this.mode = mode;
    this.activation = activation;
    this.stretch = Math.min(STRETCH, layout.groupLength());
    this.block = new ColumnBlock(w, stretch);
    this.width = block.width;
    this.dot = new int[width];
  }

  void run(Matrix x, Matrix y, long workspace) {
    int chunk = (int) QuantizedRows.chunk(x.rows(), layout);
    QuantizedRows quantized = QuantizedRows.at(workspace, chunk, layout);
    JavaQuantizer quantizer = new JavaQuantizer(mode, layout);
    Rows output = new Rows(y);
    dots = new int[chunk * width];
    sums = new float[chunk * width];
    for (long first = 0; first < x.rows(); first += chunk) {
      int count = (int) Math.min(chunk, x.rows() - first);
      quantizer.run(x, first, count, quantized);
      for (int panel = 0; panel < layout.panels(); panel += width / PackedLayout.PANEL) {
        block.moveTo(panel);
        multiply(quantized, count);
        finish(quantized, count);
        for (int i = 0; i < count; i++) {
          output.store(first + i, block.firstColumn(), sums, i * width, block.columns());
        }
      }
    }
  }

  private void multiply(QuantizedRows rows, int count) {
    Arrays.fill(sums, 0);
    for (int g = 0; g < layout.groups(); g++) {
      block.loadGroup(g);
      Arrays.fill(dots, 0);
      int end = (g + 1) * layout.groupLength();
      for (int k = g * layout.groupLength(); k < end; k += stretch) {
        int length = Math.min(stretch, end - k);
        block.unpack(k, length);
        for (int i = 0; i < count; i++) {
          System.arraycopy(dots, i * width, dot, 0, width);
          accumulate(dot, block.values, width, rows.q() + (long) i * layout.paddedK() + k, length);
          System.arraycopy(dot, 0, dots, i * width, width);
        }
      }
      for (int i = 0; i < count; i++) {
        addGroup(i * width, RawMemory.intAt(rows.groupSums() + 4L * (i * layout.groups() + g)));
      }
    }
  }

  /** dot += q · values over {@code length} k, four at a time. */
  private static void accumulate(int[] dot, int[] values, int width, long q, int length) {
    for (int k = 0; k < length; k += 4) {
      int q0 = RawMemory.byteAt(q + k);
      int q1 = RawMemory.byteAt(q + k + 1);
      int q2 = RawMemory.byteAt(q + k + 2);
      int q3 = RawMemory.byteAt(q + k + 3);
      int v0 = k * width;
      int v1 = v0 + width;
      int v2 = v1 + width;
      int v3 = v2 + width;
      for (int c = 0; c < width; c++) {
        dot[c] +=
            q0 * values[v0 + c] + q1 * values[v1 + c] + q2 * values[v2 + c] + q3 * values[v3 + c];
      }
    }
  }

  private void addGroup(int from, int groupSum) {
    float[] scales = block.scales;
    int[] zeroPoints = block.zeroPoints;
    for (int c = 0; c < width; c++) {
      float t = dots[from + c] - zeroPoints[c] * groupSum;
      sums[from + c] = Math.fma(t, scales[c], sums[from + c]);
    }
  }

  private void finish(QuantizedRows rows, int count) {
    for (int i = 0; i < count; i++) {
      float scale = RawMemory.floatAt(rows.scale() + 4L * i);
      int from = i * width;
      if (Float.isNaN(scale)) {
        Arrays.fill(sums, from, from + width, Float.NaN);
      } else {
        addBias(from, RawMemory.intAt(rows.zeroPoint() + 4L * i), scale);
        JavaActivations.apply(activation, sums, from, width);
      }
    }
  }

  private void addBias(int from, int zeroPoint, float scale) {
    for (int c = 0; c < width; c++) {
      float f = sums[from + c];
      if (mode == ActivationQuantization.ASYMMETRIC) {
        f = Math.fma(-zeroPoint, block.comp[c], f);
      }
      sums[from + c] = Math.fma(f, scale, block.bias[c]);
    }
  }
}
