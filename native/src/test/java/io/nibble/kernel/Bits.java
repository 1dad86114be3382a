package io.nibble.kernel;

import io.nibble.memory.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Bit patterns of the element types, by the definition of the formats in double arithmetic. */
public final class Bits {
  private Bits() {}

  /** The value of a bit pattern: sign · 1.mantissa · 2^(exponent − bias), or the special ones. */
  public static float decode(ElementType type, int bits) {
    if (type == ElementType.FLOAT32) {
      return Float.intBitsToFloat(bits);
    }
    int mantissaBits = mantissaBits(type);
    int exponentBits = 15 - mantissaBits;
    int bias = (1 << exponentBits - 1) - 1;
    int exponent = bits >> mantissaBits & (1 << exponentBits) - 1;
    int mantissa = bits & (1 << mantissaBits) - 1;
    double value;
    if (exponent == (1 << exponentBits) - 1) {
      value = mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    } else if (exponent == 0) {
      value = Math.scalb((double) mantissa, 1 - bias - mantissaBits);
    } else {
      value = Math.scalb((double) (mantissa | 1 << mantissaBits), exponent - bias - mantissaBits);
    }
    return (float) ((bits & 0x8000) == 0 ? value : -value);
  }

  /** The pattern nearest to a value, ties to even; NaN to the canonical one. */
  public static int encode(ElementType type, float value) {
    if (type == ElementType.FLOAT32) {
      return Float.floatToIntBits(value);
    }
    int mantissaBits = mantissaBits(type);
    int exponentBits = 15 - mantissaBits;
    int infinity = (1 << exponentBits) - 1 << mantissaBits;
    if (Float.isNaN(value)) {
      return infinity | 1 << mantissaBits - 1;
    }
    int sign = Float.floatToRawIntBits(value) < 0 ? 0x8000 : 0;
    int bias = (1 << exponentBits - 1) - 1;
    double magnitude = Math.abs((double) value);
    int exponent = Math.max(Math.getExponent(magnitude), 1 - bias);
    if (exponent > bias) {
      return sign | infinity;
    }
    // Counting units in the last place also carries into the exponent when the mantissa is full.
    int units = (int) Math.rint(Math.scalb(magnitude, mantissaBits - exponent));
    int subnormal = exponent == 1 - bias ? 1 << mantissaBits : 0;
    int biased = units < subnormal ? 0 : exponent + bias - 1;
    return sign | Math.min((biased << mantissaBits) + units, infinity);
  }

  /** Rows of floats as the bytes of a dense matrix. */
  static byte[] bytes(ElementType type, float[][] rows) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    ByteBuffer buffer =
        ByteBuffer.allocate(rows.length * columns * type.bytes()).order(ByteOrder.nativeOrder());
    for (float[] row : rows) {
      for (float v : row) {
        put(buffer, type, encode(type, v));
      }
    }
    return buffer.array();
  }

  private static void put(ByteBuffer buffer, ElementType type, int bits) {
    if (type.bytes() == 2) {
      buffer.putShort((short) bits);
    } else {
      buffer.putInt(bits);
    }
  }

  private static int mantissaBits(ElementType type) {
    return type == ElementType.BFLOAT16 ? 7 : 10;
  }
}
