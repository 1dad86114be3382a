package io.nibble.build;

import io.nibble.kernel.Bits;
import io.nibble.memory.ElementType;
import io.nibble.memory.Slice;

/** Element types in memory, for tests; halves are found by search, not by bit tricks. */
final class Halves {
  private Halves() {}

  /** The value that {@code value} becomes in this type: the nearest, ties to even patterns. */
  static float rounded(ElementType type, float value) {
    return type == ElementType.FLOAT32 ? value : decode(type, encode(type, value));
  }

  static void put(Slice target, ElementType type, long index, float value) {
    if (type == ElementType.FLOAT32) {
      target.putFloat(index, value);
    } else {
      short bits = encode(type, value);
      target.putByte(2 * index, (byte) bits);
      target.putByte(2 * index + 1, (byte) (bits >> 8));
    }
  }

  static float get(Slice source, ElementType type, long index) {
    if (type == ElementType.FLOAT32) {
      return source.floatAt(index);
    }
    int low = Byte.toUnsignedInt(source.byteAt(2 * index));
    return decode(type, (short) (low | source.byteAt(2 * index + 1) << 8));
  }

  static float decode(ElementType type, short bits) {
    return Bits.decode(type, Short.toUnsignedInt(bits));
  }

  /** Magnitudes grow with their patterns, so a binary search finds the neighbours. */
  static short encode(ElementType type, float value) {
    float magnitude = Math.abs(value);
    int low = 0;
    int high = 0x7fff;
    while (high - low > 1) {
      int middle = (low + high) / 2;
      boolean below = decode(type, (short) middle) <= magnitude;
      low = below ? middle : low;
      high = below ? high : middle;
    }
    double toLow = (double) magnitude - decode(type, (short) low);
    double toHigh = (double) decode(type, (short) high) - magnitude;
    boolean up = toHigh < toLow || toHigh == toLow && low % 2 == 1;
    int sign = Float.floatToRawIntBits(value) < 0 ? 0x8000 : 0;
    return (short) (sign | (up ? high : low));
  }
}
