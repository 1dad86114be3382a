package io.nibble.kernel.plain;

import static io.nibble.kernel.operand.PackedLayout.PANEL;

import io.nibble.kernel.operand.Float32Weights;
import io.nibble.kernel.operand.Int4Weights;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.memory.Checks;
import io.nibble.memory.ElementType;
import io.nibble.memory.HalfFloat;
import io.nibble.memory.RawMemory;
import java.util.Locale;

/** Packed layout v1: byte(n, k) = n/32·16·K + k/4·64 + n%16·4 + k%4, high nibble for n%32 ≥ 16. */
final class JavaPacking {
  private static final int SYMMETRIC_ZERO_POINT = 8;

  private JavaPacking() {}

  static void pack(
      PackedLayout layout, long values, long scales, long zeroPoints, Int4Weights target) {
    RawMemory.fill(target.nibbles().address(), layout.nibbleBytes(), 0);
    for (int column = 0; column < layout.columnCount(); column++) {
      double comp = 0;
      for (int g = 0; g < layout.groups(); g++) {
        comp += packGroup(layout, values, scales, zeroPoints, target, column, g);
      }
      RawMemory.putFloat(target.comp().address() + 4L * column, (float) comp);
    }
  }

  /** Packs one column's group and gives its share of comp. */
  private static double packGroup(
      PackedLayout layout,
      long values,
      long scales,
      long zeroPoints,
      Int4Weights target,
      int column,
      int g) {
    boolean padding = column >= layout.n();
    long source = (long) column * layout.groups() + g;
    int z = SYMMETRIC_ZERO_POINT;
    if (zeroPoints != 0 && !padding) {
      z = checked("zero point", RawMemory.byteAt(zeroPoints + source), column, g);
    }
    float s = padding ? 0 : RawMemory.floatAt(scales + 4 * source);
    int sum = packNibbles(layout, values, target.nibbles().address(), column, g, z);
    long to = ((long) (column / PANEL) * layout.groups() + g) * PANEL + column % PANEL;
    putScale(layout.scaleType(), target.scales().address(), to, s);
    if (target.zeroPoints() != null) {
      RawMemory.putByte(target.zeroPoints().address() + to, z);
    }
    return (double) s * sum;
  }

  private static void putScale(ElementType type, long scales, long to, float s) {
    if (type == ElementType.FLOAT32) {
      RawMemory.putFloat(scales + 4 * to, s);
      return;
    }
    Checks.that(
        Float.compare(type.nearest(s), s) == 0,
        "a scale is %s, expected a %s number",
        s,
        type.name().toLowerCase(Locale.ROOT));
    RawMemory.putShort(scales + 2 * to, HalfFloat.toBfloat16(s));
  }

  /** Σ (u − z) over the group's real elements. */
  private static int packNibbles(
      PackedLayout layout, long values, long nibbles, int column, int g, int z) {
    int first = g * layout.groupLength();
    int sum = 0;
    for (int k = first; k < first + layout.groupLength(); k++) {
      int u = z;
      if (column < layout.n() && k < layout.k()) {
        byte value = RawMemory.byteAt(values + (long) column * layout.k() + k);
        u = checked("value", value, column, k);
        sum += u - z;
      }
      long to = nibbles + offset(layout, column, k);
      RawMemory.putByte(to, RawMemory.byteAt(to) | u << shift(column));
    }
    return sum;
  }

  static void unpack(PackedLayout layout, long nibbles, long values) {
    for (int n = 0; n < layout.n(); n++) {
      for (int k = 0; k < layout.k(); k++) {
        int both = RawMemory.byteAt(nibbles + offset(layout, n, k));
        RawMemory.putByte(values + (long) n * layout.k() + k, both >> shift(n) & 15);
      }
    }
  }

  static void packFloat32(long weight, Float32Weights target) {
    long packed = target.weight().address();
    for (int column = 0; column < PackedLayout.panels(target.n()) * PANEL; column++) {
      for (int k = 0; k < target.k(); k++) {
        float value =
            column < target.n() ? RawMemory.floatAt(weight + 4L * column * target.k() + 4L * k) : 0;
        long to = ((long) (column / PANEL) * target.k() + k) * PANEL + column % PANEL;
        RawMemory.putFloat(packed + 4 * to, value);
      }
    }
  }

  private static long offset(PackedLayout layout, int n, int k) {
    return 16L * (n / PANEL) * layout.paddedK() + k / 4 * 64L + n % 16 * 4 + k % 4;
  }

  private static int shift(int n) {
    return n % PANEL < 16 ? 0 : 4;
  }

  private static int checked(String what, byte value, int n, int position) {
    Checks.that(
        value >= 0 && value <= 15,
        "%s of output %d at %d is %d, expected 0…15",
        what,
        n,
        position,
        value & 0xff);
    return value;
  }
}
