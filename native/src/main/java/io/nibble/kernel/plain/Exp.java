package io.nibble.kernel.plain;

/** The exponential function of docs/operators.md: the same operations on every ISA. */
final class Exp {
  private static final float LOG2E = 0x1.715476p+0f;
  private static final float SHIFT = 0x1.8p+23f;
  private static final float LN2_HI = 0x1.62e4p-1f;
  private static final float LN2_LO = 0x1.7f7d1cp-20f;
  private static final float E2 = 0x1.fffffep-2f;
  private static final float E3 = 0x1.555504p-3f;
  private static final float E4 = 0x1.5558aep-5f;
  private static final float E5 = 0x1.11e3f8p-7f;
  private static final float E6 = 0x1.68d3a0p-10f;
  private static final float LOWEST = -104;
  private static final float HIGHEST = 89;

  private Exp() {}

  /** e^x within 1 ulp; the caller maps NaN to NaN. */
  static float exp(float x) {
    float bounded = x > LOWEST ? x : LOWEST;
    bounded = bounded < HIGHEST ? bounded : HIGHEST;
    float b = Math.fma(bounded, LOG2E, SHIFT);
    float n = b - SHIFT;
    int i = Float.floatToRawIntBits(b) - Float.floatToRawIntBits(SHIFT);
    float r = Math.fma(n, -LN2_HI, bounded);
    r = Math.fma(n, -LN2_LO, r);
    float p = Math.fma(E6, r, E5);
    p = Math.fma(p, r, E4);
    p = Math.fma(p, r, E3);
    p = Math.fma(p, r, E2);
    p = Math.fma(p, r, 1);
    p = Math.fma(p, r, 1);
    // Two steps, because 2^i alone may leave the range; only the second one rounds.
    int half = i >> 1;
    return p * powerOfTwo(half) * powerOfTwo(i - half);
  }

  private static float powerOfTwo(int exponent) {
    return Float.intBitsToFloat(exponent + 127 << 23);
  }
}
