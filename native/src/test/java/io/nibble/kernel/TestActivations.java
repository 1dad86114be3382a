package io.nibble.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.kernel.operand.Activation;
import io.nibble.memory.Slice;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class TestActivations {
  /** Coprime to 2: over the whole range every exponent and sign meets many mantissas. */
  private static final int STEP = 1999;

  private static final float[] SPECIAL = {
    0,
    -0.0f,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MIN_NORMAL,
    -Float.MIN_NORMAL,
    1,
    -1,
    0.625f,
    Math.nextDown(0.625f),
    -0.625f,
    88.7f,
    89,
    -87.3f,
    -88,
    -103.9f,
    -104,
    -104.1f,
    16,
    -16,
    16.1f,
    -16.1f,
    14.5f,
    -14.5f,
    -110,
    -110.1f,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.NaN,
    Float.intBitsToFloat(0xffc00001)
  };

  static List<Kernels> nativeKernels() {
    return Kernels.available().stream().filter(Kernels::isNative).toList();
  }

  static List<Kernels> kernels() {
    return Kernels.available();
  }

  @ParameterizedTest
  @EnumSource
  void everyImplementationGivesTheSameBits(Activation activation) {
    float[] x = manyFloats();
    byte[] expected = bits(Kernels.java(), activation, x);
    for (Kernels kernels : nativeKernels()) {
      int at = Arrays.mismatch(expected, bits(kernels, activation, x));
      assertThat(at)
          .as("%s: first different byte from java in %s", kernels, activation)
          .isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void nanStaysTheOneNan(Kernels kernels) {
    for (Activation activation : Activation.values()) {
      for (int nan : new int[] {0x7fc00000, 0x7f800001, 0xffc00000, 0xffffffff}) {
        assertThat(apply(kernels, activation, Float.intBitsToFloat(nan)))
            .as("%s of %08x", activation, nan)
            .isEqualTo(0x7fc00000);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "RELU, 0.0, Infinity",
    "GELU_ERF, 0.0, Infinity",
    "GELU_TANH, -0.0, Infinity",
    "SILU, -0.0, Infinity",
    "TANH, -1, 1",
    "SIGMOID, 0.0, 1"
  })
  void limits(Activation activation, float below, float above) {
    for (Kernels kernels : Kernels.available()) {
      assertThat(apply(kernels, activation, Float.NEGATIVE_INFINITY))
          .as("bits of %s %s(−∞)", kernels, activation)
          .isEqualTo(Float.floatToRawIntBits(below));
      assertThat(apply(kernels, activation, Float.POSITIVE_INFINITY))
          .as("bits of %s %s(+∞)", kernels, activation)
          .isEqualTo(Float.floatToRawIntBits(above));
    }
  }

  /** Bounds of docs/operators.md, in units in the last place plus an absolute part. */
  @ParameterizedTest
  @CsvSource({
    "IDENTITY, 0, 0",
    "RELU, 0, 0",
    "SIGMOID, 3, 1.2e-38",
    "SILU, 4, 1e-36",
    "TANH, 2, 0",
    "GELU_ERF, 8, 1e-36",
    "GELU_TANH, 4, 1e-6"
  })
  void errorStaysWithinItsBound(Activation activation, double ulps, double absolute) {
    float[] x = manyFloats();
    float[] y = floats(Kernels.java(), activation, x);
    for (int i = 0; i < x.length; i++) {
      if (Float.isFinite(x[i])) {
        double exact = Reference.value(activation, x[i]);
        double bound = ulps * Math.ulp((float) exact) + absolute;
        if (!(Math.abs(y[i] - exact) <= bound)) {
          assertThat((double) y[i])
              .as("%s(%a)", activation, x[i])
              .isCloseTo(exact, Offset.offset(bound));
        }
      }
    }
  }

  @Test
  void theReferenceItselfIsRight() {
    // Φ from Abramowitz and Stegun, table 26.1.
    assertThat(Reference.normalCdf(1)).isCloseTo(0.841344746068543, within(1e-15));
    assertThat(Reference.normalCdf(-2)).isCloseTo(0.022750131948179, within(1e-15));
    assertThat(Reference.normalCdf(-3)).isCloseTo(0.001349898031630, within(1e-15));
    assertThat(Reference.normalCdf(3.5)).isCloseTo(0.999767370920964, within(1e-15));
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void onlyTheElementsAskedForChange(Kernels kernels) {
    for (int count : new int[] {0, 1, 7, 8, 15, 16, 17, 31, 33, 1024, 1025}) {
      try (Arena arena = new Arena()) {
        Slice slice = arena.floats(count + 1L);
        for (int i = 0; i <= count; i++) {
          slice.putFloat(i, -1);
        }
        kernels.activate(Activation.RELU, slice, count);
        for (int i = 0; i <= count; i++) {
          assertThat(slice.floatAt(i))
              .as("%s, %d of %d", kernels, i, count)
              .isEqualTo(i < count ? 0 : -1);
        }
      }
    }
  }

  private static Offset<Double> within(double bound) {
    return Offset.offset(bound);
  }

  private static float[] manyFloats() {
    float[] x = Arrays.copyOf(SPECIAL, SPECIAL.length + (int) ((1L << 32) / STEP));
    for (int i = SPECIAL.length; i < x.length; i++) {
      x[i] = Float.intBitsToFloat(i * STEP);
    }
    return x;
  }

  private static int apply(Kernels kernels, Activation activation, float x) {
    try (Arena arena = new Arena()) {
      Slice slice = arena.bytes(4);
      slice.putFloat(0, x);
      kernels.activate(activation, slice, 1);
      return slice.intAt(0);
    }
  }

  private static float[] floats(Kernels kernels, Activation activation, float[] x) {
    try (Arena arena = new Arena()) {
      Slice slice = arena.of(x);
      kernels.activate(activation, slice, x.length);
      return Arena.readFloats(slice);
    }
  }

  private static byte[] bits(Kernels kernels, Activation activation, float[] x) {
    try (Arena arena = new Arena()) {
      Slice slice = arena.of(x);
      kernels.activate(activation, slice, x.length);
      return Arena.read(slice);
    }
  }
}
