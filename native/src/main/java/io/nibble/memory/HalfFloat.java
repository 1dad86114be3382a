package io.nibble.memory;

/** Conversions between float32 and the two half types; to nearest even, every NaN to one NaN. */
public final class HalfFloat {
  private static final int BFLOAT16_NAN = 0x7fc0;
  private static final int FLOAT16_NAN = 0x7e00;
  private static final int FLOAT16_INFINITY = 0x7c00;

  /** The smallest float32 that rounds to infinity: half a step above the largest float16. */
  private static final float FLOAT16_OVERFLOW = 65520f;

  private HalfFloat() {}

  public static float fromBfloat16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  public static short toBfloat16(float value) {
    if (Float.isNaN(value)) {
      return (short) BFLOAT16_NAN;
    }
    int bits = Float.floatToRawIntBits(value);
    return (short) ((bits + 0x7fff + (bits >>> 16 & 1)) >>> 16);
  }

  public static float fromFloat16(short bits) {
    int sign = (bits & 0x8000) << 16;
    int magnitude = bits & 0x7fff;
    if (magnitude >= FLOAT16_INFINITY) {
      return Float.intBitsToFloat(sign | 0x7f800000 | (magnitude & 0x3ff) << 13);
    }
    // The multiplication moves the exponent's bias from 15 to 127, exactly, subnormals included.
    float value = Float.intBitsToFloat(magnitude << 13) * 0x1p112f;
    return Float.intBitsToFloat(Float.floatToRawIntBits(value) | sign);
  }

  public static short toFloat16(float value) {
    if (Float.isNaN(value)) {
      return (short) FLOAT16_NAN;
    }
    int sign = Float.floatToRawIntBits(value) >>> 16 & 0x8000;
    return (short) (sign | magnitude(Math.abs(value)));
  }

  private static int magnitude(float value) {
    if (value >= FLOAT16_OVERFLOW) {
      return FLOAT16_INFINITY;
    }
    if (value < 0x1p-14f) {
      // A unit in the last place of 0.5 is the smallest float16, so the addition does the rounding.
      return Float.floatToRawIntBits(value + 0.5f) - Float.floatToRawIntBits(0.5f);
    }
    int bits = Float.floatToRawIntBits(value);
    return (bits + 0xfff + (bits >>> 13 & 1) >>> 13) - (112 << 10);
  }
}
