package io.nibble.kernel.plain;

import io.nibble.kernel.operand.ActivationQuantization;
import io.nibble.kernel.operand.Matrix;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.memory.RawMemory;
import java.util.Arrays;

/** Rows of floats to int8 by each row's own range, as torchao does it. */
final class JavaQuantizer {
  private static final float SMALLEST_SCALE = Math.ulp(1f);

  /** 1.5·2²³: adding it leaves the nearest integer, ties to even, in the low bits. */
  private static final float ROUNDER = 0x1.8p23f;

  private final boolean asymmetric;
  private final PackedLayout groups;
  private final float[] row;
  private final byte[] q;

  /** Least value of the current row, 0 if none is negative. */
  private float low;

  JavaQuantizer(ActivationQuantization mode, PackedLayout groups) {
    this.asymmetric = mode == ActivationQuantization.ASYMMETRIC;
    this.groups = groups;
    this.row = new float[groups.k()];
    this.q = new byte[groups.paddedK()];
  }

  /** Quantizes rows first … first + count − 1 of {@code x} to the start of {@code target}. */
  void run(Matrix x, long first, long count, QuantizedRows target) {
    Rows rows = new Rows(x);
    for (long i = 0; i < count; i++) {
      rows.load(first + i, row);
      float scale = scale();
      int zeroPoint = 0;
      if (Float.isNaN(scale)) {
        Arrays.fill(q, (byte) 0);
      } else {
        zeroPoint = asymmetric ? asymmetric(scale) : symmetric(scale);
      }
      RawMemory.putFloat(target.scale() + 4 * i, scale);
      RawMemory.putInt(target.zeroPoint() + 4 * i, zeroPoint);
      RawMemory.copy(q, 0, target.q() + i * q.length, q.length);
      sums(target.groupSums() + 4 * i * groups.groups());
    }
  }

  private float scale() {
    float min = 0;
    float max = 0;
    float spoiled = 0;
    for (float v : row) {
      min = Math.min(min, v);
      max = Math.max(max, v);
      spoiled += 0 * v;
    }
    low = min;
    float range = asymmetric ? (max - min) / 255 : Math.max(-min, max) / 127;
    boolean bad = spoiled != 0 || range > Float.MAX_VALUE;
    return bad ? Float.NaN : Math.max(range, SMALLEST_SCALE);
  }

  private int symmetric(float scale) {
    float inverse = 1 / scale;
    for (int k = 0; k < row.length; k++) {
      q[k] = (byte) clamp(round(row[k] * inverse), -127, 127);
    }
    return 0;
  }

  private int asymmetric(float scale) {
    float inverse = 1 / scale;
    int zeroPoint = clamp(-round(low / scale), 0, 255);
    for (int k = 0; k < row.length; k++) {
      q[k] = (byte) (clamp(round(row[k] * inverse) + zeroPoint, 0, 255) - 128);
    }
    return zeroPoint - 128;
  }

  private void sums(long target) {
    int length = groups.groupLength();
    for (int g = 0; g < groups.groups(); g++) {
      int sum = 0;
      for (int k = g * length; k < (g + 1) * length; k++) {
        sum += q[k];
      }
      RawMemory.putInt(target + 4L * g, sum);
    }
  }

  /** Nearest integer, ties to even, of |v| ≤ 2²². */
  private static int round(float v) {
    return Float.floatToRawIntBits(v + ROUNDER) - Float.floatToRawIntBits(ROUNDER);
  }

  private static int clamp(int v, int low, int high) {
    return Math.max(low, Math.min(high, v));
  }
}
