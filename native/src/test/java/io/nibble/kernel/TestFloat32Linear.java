package io.nibble.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.kernel.operand.Activation;
import io.nibble.kernel.operand.Float32Weights;
import io.nibble.kernel.operand.Matrix;
import io.nibble.memory.ElementType;
import io.nibble.memory.Slice;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TestFloat32Linear {
  private static final int[] M = {0, 1, 2, 3, 4, 5, 7, 16, 33, 160};
  private static final int[] N = {1, 10, 31, 32, 33, 64, 384};
  private static final int[] K = {1, 31, 64, 65, 384, 1000};

  static List<Kernels> kernels() {
    return Kernels.available();
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void equalsTheOracle(Kernels kernels) {
    for (int n : N) {
      for (int k : K) {
        Random random = Samples.random("f32 linear " + n + " " + k);
        float[][] x = Samples.rows(ElementType.FLOAT32, 160, k, random);
        float[][] w = Samples.rows(ElementType.FLOAT32, n, k, random);
        float[] bias = Samples.rows(ElementType.FLOAT32, 1, n, random)[0];
        check(kernels, x, w, bias);
        check(kernels, x, w, null);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void infinitiesAndNanFollowTheArithmetic(Kernels kernels) {
    float[][] x = Samples.rows(ElementType.FLOAT32, 7, 40, Samples.random("special"));
    x[1][3] = Float.NaN;
    x[2][3] = Float.POSITIVE_INFINITY;
    x[3][3] = Float.NEGATIVE_INFINITY;
    x[4][39] = 3e38f;
    float[][] w = Samples.rows(ElementType.FLOAT32, 35, 40, Samples.random("special w"));
    w[5][3] = 0;
    w[6][39] = 3e38f;
    check(kernels, x, w, null);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void appliesTheActivationFunctionAndKeepsToItsStride(Kernels kernels) {
    float[][] x = Samples.rows(ElementType.FLOAT32, 9, 20, Samples.random("activation"));
    float[][] w = Samples.rows(ElementType.FLOAT32, 35, 20, Samples.random("activation w"));
    try (Arena arena = new Arena()) {
      Float32Weights weights = pack(kernels, arena, w, null);
      Slice y = arena.floats(8 * 40 + 35);
      for (int i = 0; i < 8 * 40 + 35; i++) {
        y.putFloat(i, 123);
      }
      kernels.linear(
          weights,
          Activation.TANH,
          arena.matrix(ElementType.FLOAT32, x),
          new Matrix(y, ElementType.FLOAT32, 9, 35, 40));
      Slice expected = arena.of(flat(expected(x, w, null)));
      kernels.activate(Activation.TANH, expected, 9 * 35);
      for (int i = 0; i < 9; i++) {
        for (int n = 0; n < Math.min(40, 8 * 40 + 35 - i * 40); n++) {
          float value = n < 35 ? expected.floatAt(i * 35L + n) : 123;
          assertThat(y.floatAt(i * 40L + n)).as("row %d, %d", i, n).isEqualTo(value);
        }
      }
    }
  }

  private static void check(Kernels kernels, float[][] x, float[][] w, float[] biasOrNull) {
    int n = w.length;
    int k = w[0].length;
    float[] expected = flat(expected(x, w, biasOrNull));
    try (Arena arena = new Arena()) {
      Float32Weights weights = pack(kernels, arena, w, biasOrNull);
      Matrix input = arena.matrix(ElementType.FLOAT32, x);
      for (int m : M) {
        if (m <= x.length) {
          Slice y = arena.floats((long) m * n);
          kernels.linear(
              weights,
              Activation.IDENTITY,
              Matrix.of(input.data(), ElementType.FLOAT32, m, k),
              Matrix.of(y, ElementType.FLOAT32, m, n));
          // As byte arrays, so that NaN must be the canonical one.
          assertThat(Arena.read(y))
              .as("%s, m=%d n=%d k=%d", kernels, m, n, k)
              .isEqualTo(
                  Bits.bytes(ElementType.FLOAT32, new float[][] {Arrays.copyOf(expected, m * n)}));
        }
      }
    }
  }

  private static Float32Weights pack(
      Kernels kernels, Arena arena, float[][] w, float[] biasOrNull) {
    int n = w.length;
    int k = w[0].length;
    Float32Weights weights =
        new Float32Weights(
            n,
            k,
            arena.bytes(Float32Weights.weightBytes(n, k)),
            biasOrNull == null
                ? null
                : arena.of(Arrays.copyOf(biasOrNull, (int) Float32Weights.biasBytes(n) / 4)));
    kernels.packFloat32(arena.matrix(ElementType.FLOAT32, w).data(), weights);
    return weights;
  }

  private static float[][] expected(float[][] x, float[][] w, float[] biasOrNull) {
    float[][] y = new float[x.length][w.length];
    for (int m = 0; m < x.length; m++) {
      for (int n = 0; n < w.length; n++) {
        y[m][n] = biasOrNull == null ? 0 : biasOrNull[n];
        for (int k = 0; k < x[m].length; k++) {
          y[m][n] = Math.fma(x[m][k], w[n][k], y[m][n]);
        }
      }
    }
    return y;
  }

  private static float[] flat(float[][] rows) {
    float[] flat = new float[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, flat, i * rows[0].length, rows[0].length);
    }
    return flat;
  }
}
