package io.nibble.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.kernel.operand.Float32Weights;
import io.nibble.kernel.operand.Int4Weights;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.memory.ElementType;
import io.nibble.memory.Slice;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TestPacking {
  private static final int[] N = {1, 10, 31, 32, 33, 64, 384};
  private static final int[] K = {1, 31, 32, 63, 64, 96, 384, 1000};
  private static final int[] GROUP_SIZES = {32, 64, 128, 0};

  static List<Kernels> kernels() {
    return Kernels.available();
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void everyByteLiesWhereTheLayoutSays(Kernels kernels) {
    for (int n : N) {
      for (int k : K) {
        for (int groupSize : GROUP_SIZES) {
          for (boolean asymmetric : new boolean[] {false, true}) {
            check(kernels, new PackedLayout(n, k, groupSize), asymmetric);
            check(kernels, new PackedLayout(n, k, groupSize, ElementType.BFLOAT16), asymmetric);
          }
        }
      }
    }
  }

  private static void check(Kernels kernels, PackedLayout layout, boolean asymmetric) {
    String name = kernels.isa() + " " + layout + (asymmetric ? " asymmetric" : " symmetric");
    Layer layer = Layer.of(layout, asymmetric, Samples.random(name));
    try (Arena arena = new Arena()) {
      Int4Weights packed = layer.pack(kernels, arena, asymmetric, false);
      assertThat(Arena.read(packed.nibbles())).as("nibbles, %s", name).isEqualTo(nibbles(layer));
      assertThat(Arena.read(packed.scales())).as("scales, %s", name).isEqualTo(scales(layer));
      assertThat(Arena.readFloats(packed.comp())).as("comp, %s", name).isEqualTo(comp(layer));
      if (asymmetric) {
        assertThat(Arena.read(packed.zeroPoints()))
            .as("zero points, %s", name)
            .isEqualTo(zeroPoints(layer));
      }
      Slice values = arena.bytes((long) layout.n() * layout.k());
      kernels.unpackInt4(layout, packed.nibbles(), values);
      assertThat(Arena.read(values)).as("unpacked, %s", name).isEqualTo(values(layer));
    }
  }

  /** byte(n, k) = n0·16·K + (k/4)·64 + (c%16)·4 + k%4; padding holds the zero point. */
  private static byte[] nibbles(Layer layer) {
    PackedLayout layout = layer.layout();
    byte[] bytes = new byte[(int) layout.nibbleBytes()];
    for (int n = 0; n < layout.columnCount(); n++) {
      int c = n % 32;
      for (int k = 0; k < layout.paddedK(); k++) {
        int at = n / 32 * 16 * layout.paddedK() + k / 4 * 64 + c % 16 * 4 + k % 4;
        bytes[at] |= (byte) (value(layer, n, k) << (c < 16 ? 0 : 4));
      }
    }
    return bytes;
  }

  private static int value(Layer layer, int n, int k) {
    if (n >= layer.layout().n()) {
      return 8;
    }
    return k < layer.layout().k() ? layer.u()[n][k] : layer.z()[n][layer.groups() - 1];
  }

  private static int scaleIndex(Layer layer, int n, int g) {
    return (n / 32 * layer.groups() + g) * 32 + n % 32;
  }

  private static byte[] scales(Layer layer) {
    float[] scales = new float[(int) layer.layout().scaleCount()];
    for (int n = 0; n < layer.layout().n(); n++) {
      for (int g = 0; g < layer.groups(); g++) {
        scales[scaleIndex(layer, n, g)] = layer.s()[n][g];
      }
    }
    return Bits.bytes(layer.layout().scaleType(), new float[][] {scales});
  }

  private static byte[] zeroPoints(Layer layer) {
    byte[] zeroPoints = new byte[(int) layer.layout().scaleCount()];
    Arrays.fill(zeroPoints, (byte) 8);
    for (int n = 0; n < layer.layout().n(); n++) {
      for (int g = 0; g < layer.groups(); g++) {
        zeroPoints[scaleIndex(layer, n, g)] = (byte) layer.z()[n][g];
      }
    }
    return zeroPoints;
  }

  private static float[] comp(Layer layer) {
    float[] comp = new float[layer.layout().columnCount()];
    for (int n = 0; n < layer.layout().n(); n++) {
      comp[n] = Oracle.comp(layer, n);
    }
    return comp;
  }

  private static byte[] values(Layer layer) {
    byte[] values = new byte[layer.layout().n() * layer.layout().k()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) layer.u()[i / layer.layout().k()][i % layer.layout().k()];
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void valuesBeyondFourBitsAreRefused(Kernels kernels) {
    PackedLayout layout = new PackedLayout(33, 65, 32);
    try (Arena arena = new Arena()) {
      Layer layer = Layer.of(layout, true, Samples.random("refused"));
      layer.u()[32][64] = 16;
      assertThatThrownBy(() -> layer.pack(kernels, arena, true, false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("value")
          .hasMessageContaining("is 16, expected 0");
      layer.u()[32][64] = 15;
      layer.z()[3][2] = 255;
      assertThatThrownBy(() -> layer.pack(kernels, arena, true, false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("zero point")
          .hasMessageContaining("is 255, expected 0");
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void scalesThatAreNoBfloat16AreRefused(Kernels kernels) {
    PackedLayout layout = new PackedLayout(33, 65, 32, ElementType.BFLOAT16);
    try (Arena arena = new Arena()) {
      Layer layer = Layer.of(layout, true, Samples.random("inexact"));
      layer.s()[32][2] = 1 + 0x1p-8f;
      assertThatThrownBy(() -> layer.pack(kernels, arena, true, false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("scale")
          .hasMessageContaining("is 1.0039062")
          .hasMessageContaining("expected a bfloat16 number");
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void float32WeightsLieInPanels(Kernels kernels) {
    for (int n : N) {
      for (int k : new int[] {1, 5, 64}) {
        checkFloat32(kernels, n, k);
      }
    }
  }

  private static void checkFloat32(Kernels kernels, int n, int k) {
    float[][] rows = Samples.rows(ElementType.FLOAT32, n, k, Samples.random("f32 " + n + k));
    int panels = (n + 31) / 32;
    float[] expected = new float[panels * 32 * k];
    for (int column = 0; column < n; column++) {
      for (int i = 0; i < k; i++) {
        expected[(column / 32 * k + i) * 32 + column % 32] = rows[column][i];
      }
    }
    try (Arena arena = new Arena()) {
      Slice packed = arena.floats(expected.length);
      packed.putFloat(expected.length - 1, 7);
      Slice weight = arena.matrix(ElementType.FLOAT32, rows).data();
      kernels.packFloat32(weight, new Float32Weights(n, k, packed, null));
      assertThat(Arena.readFloats(packed)).as("%s %d×%d", kernels, n, k).isEqualTo(expected);
    }
  }

  @Test
  void weightSizesIncludePadding() {
    assertThat(Float32Weights.weightBytes(33, 5)).isEqualTo(64 * 5 * 4);
    assertThat(Float32Weights.biasBytes(33)).isEqualTo(64 * 4);
    assertThat(Float32Weights.weightBytes(1 << 24, 1 << 20)).isEqualTo(1L << 46);
  }
}
