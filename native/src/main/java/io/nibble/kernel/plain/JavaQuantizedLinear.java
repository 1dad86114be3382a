package io.nibble.kernel.plain;

import static io.nibble.kernel.plain.ColumnBlock.HALVES;

import io.nibble.kernel.operand.Activation;
import io.nibble.kernel.operand.ActivationQuantization;
import io.nibble.kernel.operand.Matrix;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.memory.RawMemory;
import java.util.Arrays;

/**
 * Linear layer over quantized rows in plain Java: chunks of rows, blocks of columns, groups, rows.
 *
 * <p>The weights of a block and group are unpacked once to int arrays and serve every row of the
 * chunk; the inner loop runs over columns, where the JIT compiler finds its vectors.
 */
final class JavaQuantizedLinear {
  private final PackedLayout layout;
  private final ActivationQuantization mode;
  private final Activation activation;
  private final ColumnBlock block;

  JavaQuantizedLinear(ColumnBlock block, ActivationQuantization mode, Activation activation) {
    this.layout = block.layout;
    this.mode = mode;
    this.activation = activation;
    this.block = block;
  }

  void run(Matrix x, Matrix y, long workspace) {
    int chunk = (int) QuantizedRows.chunk(x.rows(), layout);
    QuantizedRows quantized = QuantizedRows.at(workspace, chunk, layout);
    JavaQuantizer quantizer = new JavaQuantizer(mode, layout);
    Rows output = new Rows(y);
    int[][][] dots = new int[chunk][HALVES][block.width];
    float[][][] sums = new float[chunk][HALVES][block.width];
    for (long first = 0; first < x.rows(); first += chunk) {
      int count = (int) Math.min(chunk, x.rows() - first);
      quantizer.run(x, first, count, quantized);
      for (int panel = 0; panel < layout.panels(); panel += block.most()) {
        block.moveTo(panel);
        multiply(quantized, count, dots, sums);
        for (int i = 0; i < count; i++) {
          finish(quantized, i, sums[i]);
          block.store(sums[i], output, first + i);
        }
      }
    }
  }

  private void multiply(QuantizedRows rows, int count, int[][][] dots, float[][][] sums) {
    clear(sums, count);
    for (int g = 0; g < layout.groups(); g++) {
      block.loadGroup(g);
      int end = (g + 1) * layout.groupLength();
      for (int k = g * layout.groupLength(); k < end; k += block.stretch) {
        int length = Math.min(block.stretch, end - k);
        block.unpack(k, length);
        for (int i = 0; i < count; i++) {
          long q = rows.q() + (long) i * layout.paddedK() + k;
          for (int half = 0; half < HALVES; half++) {
            accumulate(dots[i][half], block.values[half], q, length);
          }
        }
      }
      for (int i = 0; i < count; i++) {
        int groupSum = RawMemory.intAt(rows.groupSums() + 4 * ((long) i * layout.groups() + g));
        for (int half = 0; half < HALVES; half++) {
          addGroup(
              dots[i][half], groupSum, block.zeroPoints[half], block.scales[half], sums[i][half]);
        }
      }
    }
  }

  private static void clear(float[][][] sums, int count) {
    for (int i = 0; i < count; i++) {
      for (float[] half : sums[i]) {
        Arrays.fill(half, 0);
      }
    }
  }

  /** dot += q · values over {@code length} k, four at a time. */
  private static void accumulate(int[] dot, int[][] values, long q, int length) {
    for (int k = 0; k < length; k += 4) {
      accumulate(
          dot,
          RawMemory.byteAt(q + k),
          values[k],
          RawMemory.byteAt(q + k + 1),
          values[k + 1],
          RawMemory.byteAt(q + k + 2),
          values[k + 2],
          RawMemory.byteAt(q + k + 3),
          values[k + 3]);
    }
  }

  private static void accumulate(
      int[] dot, int q0, int[] u0, int q1, int[] u1, int q2, int[] u2, int q3, int[] u3) {
    for (int c = 0; c < dot.length; c++) {
      dot[c] += q0 * u0[c] + q1 * u1[c] + q2 * u2[c] + q3 * u3[c];
    }
  }

  /** Moves one group's sums, corrected and scaled, from {@code dot} to {@code sum}. */
  private static void addGroup(
      int[] dot, int groupSum, int[] zeroPoints, float[] scales, float[] sum) {
    for (int c = 0; c < dot.length; c++) {
      sum[c] = Math.fma(dot[c] - zeroPoints[c] * groupSum, scales[c], sum[c]);
      dot[c] = 0;
    }
  }

  private void finish(QuantizedRows rows, int row, float[][] halves) {
    float scale = RawMemory.floatAt(rows.scale() + 4L * row);
    int zeroPoint = RawMemory.intAt(rows.zeroPoint() + 4L * row);
    for (int half = 0; half < HALVES; half++) {
      float[] sum = halves[half];
      if (Float.isNaN(scale)) {
        Arrays.fill(sum, Float.NaN);
      } else {
        addBias(sum, zeroPoint, block.comp[half], scale, block.bias[half]);
        JavaActivations.apply(activation, sum, 0, sum.length);
      }
    }
  }

  private void addBias(float[] sum, int zeroPoint, float[] comp, float scale, float[] bias) {
    boolean asymmetric = mode == ActivationQuantization.ASYMMETRIC;
    for (int c = 0; c < sum.length; c++) {
      float f = asymmetric ? Math.fma(-zeroPoint, comp[c], sum[c]) : sum[c];
      sum[c] = Math.fma(f, scale, bias[c]);
    }
  }
}
