package io.nibble.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.kernel.operand.Matrix;
import io.nibble.memory.ElementType;
import io.nibble.memory.Slice;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TestSoftmax {
  private static final int[] COLUMNS = {1, 2, 10, 15, 16, 17, 31, 32, 33, 100, 1000};

  static List<Kernels> kernels() {
    return Kernels.available();
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void equalsPlainJavaBitForBitAndDoubleArithmeticClosely(Kernels kernels) {
    for (int columns : COLUMNS) {
      float[][] x = Samples.rows(ElementType.FLOAT32, 12, columns, Samples.random("s" + columns));
      float[] y = softmax(kernels, x);
      assertThat(y).as("%s, %d columns", kernels, columns).isEqualTo(softmax(Kernels.java(), x));
      for (int i = 0; i < x.length; i++) {
        checkRow(x[i], Arrays.copyOfRange(y, i * columns, (i + 1) * columns));
      }
    }
  }

  /** exp, its argument and the division err by under 2 ulp each, the sum by 1 ulp for 16 terms. */
  private static void checkRow(float[] x, float[] y) {
    double max = Double.NEGATIVE_INFINITY;
    for (float v : x) {
      max = Math.max(max, v);
    }
    double sum = 0;
    for (float v : x) {
      sum += Math.exp(v - max);
    }
    for (int j = 0; j < x.length; j++) {
      double exact = Math.exp(x[j] - max) / sum;
      double distance = Math.min(max - x[j], 104);
      double bound = exact * 0x1p-23 * (6 + distance + x.length / 16.0) + 0x1p-126;
      assertThat((double) y[j]).isCloseTo(exact, Offset.offset(bound));
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void infinitiesAndNan(Kernels kernels) {
    float inf = Float.POSITIVE_INFINITY;
    float[][] x = {
      {1, inf, 2}, {1, Float.NaN, 2}, {-inf, -inf, -inf}, {-inf, 0, 0}, {3e38f, -3e38f, 3e38f}
    };
    float[] y = softmax(kernels, x);
    for (int i = 0; i < 9; i++) {
      assertThat(Float.floatToRawIntBits(y[i])).as("element %d", i).isEqualTo(0x7fc00000);
    }
    assertThat(Arrays.copyOfRange(y, 9, 15)).containsExactly(0, 0.5f, 0.5f, 0.5f, 0, 0.5f);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void keepsToItsStrideAndTakesNoRows(Kernels kernels) {
    try (Arena arena = new Arena()) {
      Slice slice = arena.of(1, 1, 77, 2, 2);
      kernels.softmax(new Matrix(slice, ElementType.FLOAT32, 2, 2, 3));
      assertThat(Arena.readFloats(slice)).containsExactly(0.5f, 0.5f, 77, 0.5f, 0.5f);
      kernels.softmax(new Matrix(slice, ElementType.FLOAT32, 0, 2, 3));
      assertThat(slice.floatAt(2)).isEqualTo(77);
    }
  }

  private static float[] softmax(Kernels kernels, float[][] x) {
    try (Arena arena = new Arena()) {
      Matrix matrix = arena.matrix(ElementType.FLOAT32, x);
      kernels.softmax(matrix);
      return Arena.readFloats(matrix.data());
    }
  }
}
