package io.nibble.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.kernel.operand.Activation;
import io.nibble.kernel.operand.ActivationQuantization;
import io.nibble.kernel.operand.Int8Weights;
import io.nibble.kernel.operand.Matrix;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.memory.ElementType;
import io.nibble.memory.Slice;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Int8 weights: every implementation against the oracle, bit for bit, and byte for byte. */
class TestInt8Linear {
  private static final int[] M = {0, 1, 2, 4, 5, 7, 16, 33, 70};
  private static final int[] GROUP_SIZES = {0, 32, 64, 128};
  private static final int MOST_ROWS = 70;

  static Stream<Arguments> shapes() {
    return Stream.of(1, 31, 33, 64, 200)
        .flatMap(n -> IntStream.of(1, 31, 64, 96, 130, 1000).mapToObj(k -> Arguments.of(n, k)));
  }

  @ParameterizedTest(name = "n={0} k={1}")
  @MethodSource("shapes")
  void equalsTheOracle(int n, int k) {
    ElementType type = ElementType.values()[(n + k) % 3];
    float[][] x = Samples.rows(type, MOST_ROWS, k, Samples.random("int8 x " + n + " " + k));
    for (int groupSize : GROUP_SIZES) {
      Layer layer = layer(n, k, groupSize);
      try (Arena arena = new Arena()) {
        for (ActivationQuantization mode : ActivationQuantization.values()) {
          byte[] expected = Bits.bytes(type, expected(layer, mode, x));
          for (Kernels kernels : Kernels.available()) {
            Int8Weights w = layer.packInt8(kernels, arena);
            for (int rows : M) {
              assertThat(run(kernels, w, mode, arena.matrix(type, x), rows, type))
                  .as("%s %s %s, %d rows", kernels, layer.layout(), mode, rows)
                  .isEqualTo(Arrays.copyOf(expected, rows * n * type.bytes()));
            }
          }
        }
      }
    }
  }

  @ParameterizedTest(name = "n={0} k={1}")
  @MethodSource("shapes")
  void everyByteLiesWhereTheLayoutSays(int n, int k) {
    for (int groupSize : GROUP_SIZES) {
      Layer layer = layer(n, k, groupSize);
      for (Kernels kernels : Kernels.available()) {
        try (Arena arena = new Arena()) {
          Int8Weights packed = layer.packInt8(kernels, arena);
          assertThat(Arena.read(packed.weights())).as("%s", kernels).isEqualTo(weights(layer));
          assertThat(Arena.readFloats(packed.scales())).isEqualTo(scales(layer));
          assertThat(Arena.readFloats(packed.comp())).isEqualTo(comp(layer));
          Slice values = arena.bytes((long) n * k);
          kernels.unpackInt8(layer.layout(), packed.weights(), values);
          assertThat(Arena.read(values)).isEqualTo(Arena.read(layer.int8Values(arena)));
        }
      }
    }
  }

  /** −128 times −128, as often as a channel may be long. */
  @Test
  void theLongestChannelIsExact() {
    int k = Int8Weights.MAX_CHANNEL_K;
    for (int u : new int[] {0, 255}) {
      Layer layer = layer(1, k, 0);
      Arrays.fill(layer.u()[0], u);
      float[][] x = new float[2][k];
      Arrays.fill(x[0], -1);
      Arrays.fill(x[1], 1);
      for (ActivationQuantization mode : ActivationQuantization.values()) {
        byte[] expected = Bits.bytes(ElementType.FLOAT32, expected(layer, mode, x));
        for (Kernels kernels : Kernels.available()) {
          try (Arena arena = new Arena()) {
            Matrix input = arena.matrix(ElementType.FLOAT32, x);
            Int8Weights w = layer.packInt8(kernels, arena);
            assertThat(run(kernels, w, mode, input, 2, ElementType.FLOAT32))
                .as("%s %s u=%d", kernels, mode, u)
                .isEqualTo(expected);
          }
        }
      }
    }
  }

  @Test
  void activationFunctionsFollowTheBias() {
    Layer layer = layer(33, 96, 0);
    float[][] x = Samples.rows(ElementType.FLOAT32, 7, 96, Samples.random("int8 activation"));
    for (Kernels kernels : Kernels.available()) {
      try (Arena arena = new Arena()) {
        Int8Weights w = layer.packInt8(kernels, arena);
        Matrix input = arena.matrix(ElementType.FLOAT32, x);
        for (Activation activation : Activation.values()) {
          Matrix y = Matrix.of(arena.floats(7 * 33), ElementType.FLOAT32, 7, 33);
          Matrix plain = Matrix.of(arena.floats(7 * 33), ElementType.FLOAT32, 7, 33);
          Slice workspace = arena.bytes(kernels.workspaceBytes(7, 96, 0));
          ActivationQuantization mode = ActivationQuantization.ASYMMETRIC;
          kernels.linear(w, mode, activation, input, y, workspace);
          kernels.linear(w, mode, Activation.IDENTITY, input, plain, workspace);
          kernels.activate(activation, plain.data(), 7 * 33);
          assertThat(Arena.read(y.data()))
              .as("%s %s", kernels, activation)
              .isEqualTo(Arena.read(plain.data()));
        }
      }
    }
  }

  private static Layer layer(int n, int k, int groupSize) {
    PackedLayout layout = new PackedLayout(n, k, groupSize);
    return Layer.int8(layout, Samples.random("int8 " + layout));
  }

  private static byte[] run(
      Kernels kernels,
      Int8Weights w,
      ActivationQuantization mode,
      Matrix x,
      int rows,
      ElementType type) {
    int n = w.layout().n();
    int k = w.layout().k();
    try (Arena arena = new Arena()) {
      Slice y = arena.bytes((long) Math.max(rows, 1) * n * type.bytes());
      kernels.linear(
          w,
          mode,
          Activation.IDENTITY,
          Matrix.of(x.data(), x.type(), rows, k),
          Matrix.of(y, type, rows, n),
          arena.bytes(Math.max(1, kernels.workspaceBytes(rows, k, w.layout().groupSize()))));
      return Arrays.copyOf(Arena.read(y), rows * n * type.bytes());
    }
  }

  private static float[][] expected(Layer layer, ActivationQuantization mode, float[][] x) {
    float[][] y = new float[x.length][layer.layout().n()];
    for (int m = 0; m < x.length; m++) {
      Oracle.Quantized quantized = Oracle.quantize(x[m], mode);
      for (int n = 0; n < y[m].length; n++) {
        float f = Oracle.product(quantized, layer, n, mode);
        y[m][n] = Math.fma(f, quantized.scale(), layer.bias()[n]);
      }
    }
    return y;
  }

  /** byte(n, k) = n/32·32·K + (k/4)·128 + (n%32)·4 + k%4; padding is 128. */
  private static byte[] weights(Layer layer) {
    PackedLayout layout = layer.layout();
    byte[] bytes = new byte[(int) layout.int8Bytes()];
    Arrays.fill(bytes, (byte) 128);
    for (int n = 0; n < layout.n(); n++) {
      for (int k = 0; k < layout.k(); k++) {
        int at = n / 32 * 32 * layout.paddedK() + k / 4 * 128 + n % 32 * 4 + k % 4;
        bytes[at] = (byte) layer.u()[n][k];
      }
    }
    return bytes;
  }

  private static float[] scales(Layer layer) {
    float[] scales = new float[(int) layer.layout().scaleCount()];
    for (int n = 0; n < layer.layout().n(); n++) {
      for (int g = 0; g < layer.groups(); g++) {
        scales[(n / 32 * layer.groups() + g) * 32 + n % 32] = layer.s()[n][g];
      }
    }
    return scales;
  }

  private static float[] comp(Layer layer) {
    float[] comp = new float[layer.layout().columnCount()];
    for (int n : IntStream.range(0, layer.layout().n()).toArray()) {
      comp[n] = Oracle.comp(layer, n);
    }
    return comp;
  }

  static Stream<Arguments> golden() {
    List<GoldenLayout> cases = GoldenLayout.readInt8();
    assertThat(cases).hasSize(5);
    return Kernels.available().stream()
        .flatMap(kernels -> cases.stream().map(golden -> Arguments.of(kernels, golden)));
  }

  @ParameterizedTest
  @MethodSource("golden")
  void packGivesTheFrozenBytesAndUnpackReadsThem(Kernels kernels, GoldenLayout golden) {
    PackedLayout layout =
        new PackedLayout(golden.setting("n"), golden.setting("k"), golden.setting("group"));
    try (Arena arena = new Arena()) {
      Int8Weights packed = Layer.int8Target(layout, arena, null);
      kernels.packInt8(
          layout, arena.of(golden.bytes("values")), arena.of(golden.floats("scales")), packed);
      assertThat(Arena.read(packed.weights())).isEqualTo(golden.bytes("packed_weights"));
      assertThat(Arena.readFloats(packed.scales())).isEqualTo(golden.floats("packed_scales"));
      assertThat(Arena.readFloats(packed.comp())).isEqualTo(golden.floats("comp"));

      Slice values = arena.bytes((long) layout.n() * layout.k());
      kernels.unpackInt8(layout, arena.of(golden.bytes("packed_weights")), values);
      assertThat(Arena.read(values)).isEqualTo(golden.bytes("values"));
    }
  }
}
