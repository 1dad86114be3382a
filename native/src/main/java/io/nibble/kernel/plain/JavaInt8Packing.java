package io.nibble.kernel.plain;

import static io.nibble.kernel.operand.PackedLayout.PANEL;

import io.nibble.kernel.operand.Int8Weights;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.memory.RawMemory;

/** Packed layout of int8 weights: byte(n, k) = n/32·32·K + k/4·128 + n%32·4 + k%4 is w + 128. */
final class JavaInt8Packing {
  static final int ZERO_POINT = 128;

  private JavaInt8Packing() {}

  static void pack(PackedLayout layout, long values, long scales, Int8Weights target) {
    RawMemory.fill(target.weights().address(), layout.int8Bytes(), ZERO_POINT);
    for (int column = 0; column < layout.columnCount(); column++) {
      double comp = 0;
      for (int g = 0; g < layout.groups(); g++) {
        long to = ((long) (column / PANEL) * layout.groups() + g) * PANEL + column % PANEL;
        float s = 0;
        if (column < layout.n()) {
          s = RawMemory.floatAt(scales + 4 * ((long) column * layout.groups() + g));
          comp += (double) s * packGroup(layout, values, target.weights().address(), column, g);
        }
        RawMemory.putFloat(target.scales().address() + 4 * to, s);
      }
      RawMemory.putFloat(target.comp().address() + 4L * column, (float) comp);
    }
  }

  /** Σ w of the group. */
  private static int packGroup(PackedLayout layout, long values, long weights, int n, int g) {
    int end = Math.min((g + 1) * layout.groupLength(), layout.k());
    int sum = 0;
    for (int k = g * layout.groupLength(); k < end; k++) {
      int w = RawMemory.byteAt(values + (long) n * layout.k() + k);
      RawMemory.putByte(weights + offset(layout, n, k), w + ZERO_POINT);
      sum += w;
    }
    return sum;
  }

  static void unpack(PackedLayout layout, long weights, long values) {
    for (int n = 0; n < layout.n(); n++) {
      for (int k = 0; k < layout.k(); k++) {
        int w = RawMemory.byteAt(weights + offset(layout, n, k)) - ZERO_POINT;
        RawMemory.putByte(values + (long) n * layout.k() + k, w);
      }
    }
  }

  private static long offset(PackedLayout layout, int n, int k) {
    return (long) PANEL * (n / PANEL) * layout.paddedK() + k / 4 * 128L + n % PANEL * 4 + k % 4;
  }
}
