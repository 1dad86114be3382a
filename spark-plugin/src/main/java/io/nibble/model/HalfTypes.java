package io.nibble.model;

/** Widens 16-bit floats to float32, exactly. */
final class HalfTypes {
  private static final int EXPONENT = 0x7c00;
  private static final int FRACTION = 0x03ff;

  // Subnormal float16 numbers are multiples of 2^-24.
  private static final float SUBNORMAL_UNIT = 0x1p-24f;

  private HalfTypes() {}

  static float fromBfloat16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  static float fromFloat16(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = bits & EXPONENT;
    int fraction = bits & FRACTION;
    if (exponent == 0) {
      return Float.intBitsToFloat(sign | Float.floatToRawIntBits(fraction * SUBNORMAL_UNIT));
    }
    // Float32 has 13 fraction bits more and a bias larger by 112; all ones stay all ones.
    int widened = exponent == EXPONENT ? 0x7f800000 : (exponent << 13) + (112 << 23);
    return Float.intBitsToFloat(sign | widened | fraction << 13);
  }
}
