package io.nibble.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.kernel.operand.ActivationQuantization;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.memory.ElementType;
import io.nibble.memory.Slice;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TestQuantizeRows {
  private static final int[] K = {1, 31, 32, 63, 64, 96, 384, 1000};
  private static final int[] GROUP_SIZES = {32, 64, 128, 0};
  private static final int ROWS = 30;

  static List<Kernels> kernels() {
    return Kernels.available();
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void equalsTheOracle(Kernels kernels) {
    for (ElementType type : ElementType.values()) {
      for (int k : K) {
        float[][] x = Samples.rows(type, ROWS, k, Samples.random("quantize " + type + k));
        for (int groupSize : GROUP_SIZES) {
          checkBoth(kernels, type, x, groupSize);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void tiesRoundToEvenAndRangesEndWhereTheyShould(Kernels kernels) {
    float[] ties = {127, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f, -2.5f, -126.5f, 126.5f};
    float[] asymmetricTies = {0, 255, 0.5f, 1.5f, 2.5f, 253.5f, 254.5f, -0.0f, 1};
    float[] shifted = {-100, 155, 0.5f, -0.5f, -99.5f, 154.5f, 1.5f, -1.5f, 0};
    float[] tiny = {Float.MIN_VALUE, -Float.MIN_VALUE, 1e-38f, 1e-10f, 0, 1e-7f, -1e-8f, 0, 0};
    float[] minusZero = {-0.0f, -0.0f, -0.0f, -0.0f, -0.0f, -0.0f, -0.0f, -0.0f, -0.0f};
    float[] huge = {3e38f, 1e38f, 0, 2e38f, 1, 1, 1, 1, 1};
    float[][] x = {ties, asymmetricTies, shifted, tiny, minusZero, huge};
    checkBoth(kernels, ElementType.FLOAT32, x, 32);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void badRowsAreMarkedAndNeighboursLeftAlone(Kernels kernels) {
    for (ElementType type : ElementType.values()) {
      for (int k : new int[] {1, 31, 64, 1000}) {
        float[][] x = Samples.rows(type, 9, k, Samples.random("bad " + type + k));
        x[1][k - 1] = Float.NaN;
        x[3][k / 2] = Float.POSITIVE_INFINITY;
        x[5][0] = Float.NEGATIVE_INFINITY;
        checkBoth(kernels, type, x, 32);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void aRangeThatOverflowsIsBadOnlyWhereItMatters(Kernels kernels) {
    float[][] x = {{3e38f, -3e38f}, {1, 2}, {Float.MAX_VALUE, 0}, {0, -Float.MAX_VALUE}};
    float[] asymmetric = checkBoth(kernels, ElementType.FLOAT32, x, 32);
    assertThat(asymmetric[0]).isNaN();
    assertThat(asymmetric[2]).isFinite();
    assertThat(asymmetric[3]).isFinite();
  }

  /** Compares both modes with the oracle; gives the asymmetric scales. */
  private static float[] checkBoth(Kernels kernels, ElementType type, float[][] x, int groupSize) {
    check(kernels, type, x, groupSize, ActivationQuantization.SYMMETRIC);
    return check(kernels, type, x, groupSize, ActivationQuantization.ASYMMETRIC);
  }

  private static float[] check(
      Kernels kernels, ElementType type, float[][] x, int groupSize, ActivationQuantization mode) {
    PackedLayout layout = new PackedLayout(1, x[0].length, groupSize);
    try (Arena arena = new Arena()) {
      Slice q = arena.bytes((long) x.length * layout.paddedK());
      Slice scale = arena.floats(x.length);
      Slice zeroPoint = arena.floats(x.length);
      Slice sums = arena.floats((long) x.length * layout.groups());
      poison(q);
      poison(sums);
      kernels.quantizeRows(mode, groupSize, arena.matrix(type, x), q, scale, zeroPoint, sums);
      for (int i = 0; i < x.length; i++) {
        String row = kernels.isa() + " " + type + " " + mode + " " + layout + " row " + i;
        Oracle.Quantized expected = Oracle.quantize(x[i], mode);
        assertThat(Float.floatToRawIntBits(scale.floatAt(i)))
            .as("scale, %s", row)
            .isEqualTo(Float.floatToIntBits(expected.scale()));
        assertThat(zeroPoint.intAt(i)).as("zero point, %s", row).isEqualTo(expected.zeroPoint());
        assertThat(bytes(q, i, layout.paddedK()))
            .as("q, %s", row)
            .isEqualTo(Arrays.copyOf(expected.q(), layout.paddedK()));
        assertThat(ints(sums, i, layout.groups()))
            .as("group sums, %s", row)
            .isEqualTo(Oracle.groupSums(expected.q(), layout.groupLength()));
      }
      return Arena.readFloats(scale);
    }
  }

  private static void poison(Slice slice) {
    for (long i = 0; i < slice.size(); i++) {
      slice.putByte(i, (byte) 0x5a);
    }
  }

  private static int[] bytes(Slice slice, int row, int count) {
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = slice.byteAt((long) row * count + i);
    }
    return values;
  }

  private static int[] ints(Slice slice, int row, int count) {
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = slice.intAt((long) row * count + i);
    }
    return values;
  }
}
