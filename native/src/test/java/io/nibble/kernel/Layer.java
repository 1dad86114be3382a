package io.nibble.kernel;

import io.nibble.kernel.operand.Int4Weights;
import io.nibble.kernel.operand.Int8Weights;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.memory.ElementType;
import io.nibble.memory.Slice;
import java.util.Arrays;
import java.util.Random;

/**
 * A quantized layer as plain arrays: u[n][k], s[n][g], z[n][g], bias[n]. Of int8 weights, u is w +
 * 128 and z 128.
 */
record Layer(PackedLayout layout, int[][] u, float[][] s, int[][] z, float[] bias) {
  /** Columns in turn: random, all least, all greatest, all zero, one outlier. */
  static Layer of(PackedLayout layout, boolean asymmetric, Random random) {
    int n = layout.n();
    int[][] u = new int[n][layout.k()];
    float[][] s = new float[n][layout.groups()];
    int[][] z = new int[n][layout.groups()];
    float[] bias = new float[n];
    for (int column = 0; column < n; column++) {
      bias[column] = (float) random.nextGaussian();
      for (int g = 0; g < layout.groups(); g++) {
        s[column][g] = exact(layout.scaleType(), 0.01f + random.nextFloat());
        z[column][g] = asymmetric ? zeroPoint(column % 7, random) : 8;
      }
      fill(u[column], z[column], layout.groupLength(), column % 7, random);
    }
    return new Layer(layout, u, s, z, bias);
  }

  /** Int8 weights; columns in turn random, all least, all greatest. */
  static Layer int8(PackedLayout layout, Random random) {
    Layer layer = of(layout, false, random);
    for (int column = 0; column < layout.n(); column++) {
      Arrays.fill(layer.z[column], 128);
      for (int k = 0; k < layout.k(); k++) {
        layer.u[column][k] = column % 7 == 1 ? 0 : column % 7 == 2 ? 255 : random.nextInt(256);
      }
    }
    return layer;
  }

  private static float exact(ElementType type, float value) {
    return Bits.decode(type, Bits.encode(type, value));
  }

  private static int zeroPoint(int kind, Random random) {
    return switch (kind) {
      case 1 -> 15;
      case 2 -> 0;
      default -> random.nextInt(16);
    };
  }

  private static void fill(int[] u, int[] z, int groupLength, int kind, Random random) {
    switch (kind) {
      case 1 -> Arrays.fill(u, 0);
      case 2 -> Arrays.fill(u, 15);
      case 3, 4 -> {
        for (int k = 0; k < u.length; k++) {
          u[k] = z[k / groupLength];
        }
        if (kind == 4) {
          u[random.nextInt(u.length)] = 15;
        }
      }
      default -> {
        for (int k = 0; k < u.length; k++) {
          u[k] = random.nextInt(16);
        }
      }
    }
  }

  int groups() {
    return layout.groups();
  }

  int groupStart(int g) {
    return g * layout.groupLength();
  }

  int groupEnd(int g) {
    return Math.min(groupStart(g) + layout.groupLength(), layout.k());
  }

  /** Packed by {@code kernels} into memory of the arena. */
  Int4Weights pack(Kernels kernels, Arena arena, boolean asymmetric, boolean withBias) {
    Int4Weights target =
        new Int4Weights(
            layout,
            arena.bytes(layout.nibbleBytes()),
            arena.bytes(layout.scaleBytes()),
            asymmetric ? arena.bytes(layout.scaleCount()) : null,
            arena.floats(layout.columnCount()),
            withBias ? arena.of(Arrays.copyOf(bias, layout.columnCount())) : null);
    kernels.packInt4(
        layout,
        arena.ofBytes(flat(u)),
        arena.of(flat(s)),
        asymmetric ? arena.ofBytes(flat(z)) : null,
        target);
    return target;
  }

  Int8Weights packInt8(Kernels kernels, Arena arena) {
    Slice packedBias = arena.of(Arrays.copyOf(bias, layout.columnCount()));
    Int8Weights target = int8Target(layout, arena, packedBias);
    kernels.packInt8(layout, int8Values(arena), arena.of(flat(s)), target);
    return target;
  }

  Slice int8Values(Arena arena) {
    return arena.ofBytes(Arrays.stream(flat(u)).map(value -> value - 128).toArray());
  }

  static Int8Weights int8Target(PackedLayout layout, Arena arena, Slice bias) {
    return new Int8Weights(
        layout,
        arena.bytes(layout.int8Bytes()),
        arena.floats(layout.scaleCount()),
        arena.floats(layout.columnCount()),
        bias);
  }

  private static int[] flat(int[][] rows) {
    return Arrays.stream(rows).flatMapToInt(Arrays::stream).toArray();
  }

  private static float[] flat(float[][] rows) {
    float[] flat = new float[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, flat, i * rows[0].length, rows[0].length);
    }
    return flat;
  }
}
