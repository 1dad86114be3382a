package io.nibble.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.kernel.operand.Activation;
import io.nibble.kernel.operand.ActivationQuantization;
import io.nibble.kernel.operand.Int4Weights;
import io.nibble.kernel.operand.Matrix;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.memory.ElementType;
import io.nibble.memory.OffHeap;
import io.nibble.memory.Slice;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every implementation against the oracle, bit for bit, on every combination of shape, grouping,
 * quantization, element types and bias. Rows do not depend on one another, so the oracle computes
 * the largest batch and every smaller one must equal its first rows.
 */
class TestInt4LinearGrid {
  private static final int[] M = {0, 1, 2, 3, 4, 5, 7, 16, 33, 160};
  private static final int[] N = {1, 10, 31, 32, 33, 64, 384};
  private static final int[] K = {1, 31, 32, 63, 64, 96, 384, 1000};
  private static final int[] GROUP_SIZES = {32, 64, 128, 0};
  private static final int MOST_ROWS = 160;
  private static final byte UNTOUCHED = 0x5a;

  static Stream<Arguments> someShapes() {
    return Stream.of(1, 33, 64)
        .flatMap(n -> IntStream.of(31, 96, 1000).mapToObj(k -> Arguments.of(n, k)));
  }

  static Stream<Arguments> shapes() {
    return Arrays.stream(N).boxed().flatMap(n -> IntStream.of(K).mapToObj(k -> Arguments.of(n, k)));
  }

  @ParameterizedTest(name = "n={0} k={1}")
  @MethodSource("shapes")
  void equalsTheOracle(int n, int k) {
    for (ElementType type : ElementType.values()) {
      check(n, k, type, ElementType.FLOAT32);
    }
  }

  @ParameterizedTest(name = "n={0} k={1}")
  @MethodSource("someShapes")
  void equalsTheOracleWithBfloat16Scales(int n, int k) {
    check(n, k, ElementType.FLOAT32, ElementType.BFLOAT16);
  }

  private static void check(int n, int k, ElementType type, ElementType scaleType) {
    float[][] x = Samples.rows(type, MOST_ROWS, k, Samples.random("x " + n + " " + k + type));
    for (int groupSize : GROUP_SIZES) {
      PackedLayout layout = new PackedLayout(n, k, groupSize, scaleType);
      for (boolean asymmetric : new boolean[] {false, true}) {
        try (Arena arena = new Arena()) {
          Layer layer = Layer.of(layout, asymmetric, Samples.random("" + layout + asymmetric));
          check(arena, layer, asymmetric, arena.matrix(type, x), x);
        }
      }
    }
  }

  private static void check(
      Arena arena, Layer layer, boolean asymmetric, Matrix x, float[][] rows) {
    List<Int4Weights> packed =
        Kernels.available().stream().map(k -> layer.pack(k, arena, asymmetric, true)).toList();
    for (ActivationQuantization mode : ActivationQuantization.values()) {
      float[] scales = new float[MOST_ROWS];
      float[][] products = products(layer, mode, rows, scales);
      for (ElementType type : ElementType.values()) {
        Slice y = arena.bytes((long) MOST_ROWS * layer.layout().n() * type.bytes() + 1);
        for (boolean withBias : new boolean[] {false, true}) {
          byte[] expected =
              Bits.bytes(type, withBias(products, scales, withBias ? layer.bias() : null));
          for (int i = 0; i < packed.size(); i++) {
            Int4Weights w = withBias ? packed.get(i) : withoutBias(packed.get(i));
            Run run = new Run(Kernels.available().get(i), w, mode, x, y, type);
            IntStream.of(M).forEach(m -> run.compare(m, expected));
          }
        }
      }
    }
  }

  private static float[][] products(
      Layer layer, ActivationQuantization mode, float[][] rows, float[] scales) {
    float[][] products = new float[rows.length][layer.layout().n()];
    for (int m = 0; m < rows.length; m++) {
      Oracle.Quantized quantized = Oracle.quantize(rows[m], mode);
      scales[m] = quantized.scale();
      for (int n = 0; n < layer.layout().n(); n++) {
        products[m][n] = Oracle.product(quantized, layer, n, mode);
      }
    }
    return products;
  }

  private static float[][] withBias(float[][] products, float[] scales, float[] biasOrNull) {
    float[][] y = new float[products.length][];
    for (int m = 0; m < y.length; m++) {
      y[m] = new float[products[m].length];
      for (int n = 0; n < y[m].length; n++) {
        y[m][n] = Math.fma(products[m][n], scales[m], biasOrNull == null ? 0 : biasOrNull[n]);
      }
    }
    return y;
  }

  private static Int4Weights withoutBias(Int4Weights w) {
    return new Int4Weights(w.layout(), w.nibbles(), w.scales(), w.zeroPoints(), w.comp(), null);
  }

  private record Run(
      Kernels kernels,
      Int4Weights w,
      ActivationQuantization mode,
      Matrix x,
      Slice y,
      ElementType type) {
    void compare(int rows, byte[] expected) {
      int length = rows * w.layout().n() * type.bytes();
      byte[] found = new byte[length + 1];
      Arrays.fill(found, UNTOUCHED);
      y.copyFrom(found, 0, 0, found.length);
      Matrix input = Matrix.of(x.data(), x.type(), rows, x.columns());
      Matrix output = Matrix.of(y, type, rows, w.layout().n());
      try (OffHeap workspace =
          OffHeap.allocate(kernels.workspaceBytes(rows, x.columns(), w.layout().groupSize()))) {
        kernels.linear(w, mode, Activation.IDENTITY, input, output, workspace.all());
      }
      y.copyTo(0, found, 0, found.length);
      int mismatch = Arrays.mismatch(expected, 0, length, found, 0, length);
      assertThat(mismatch).as("first different byte of y, %s, %d rows", this, rows).isEqualTo(-1);
      assertThat(found[length]).as("byte after y, %s, %d rows", this, rows).isEqualTo(UNTOUCHED);
    }
  }
}
