package io.nibble.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.kernel.Bits;
import org.junit.jupiter.api.Test;

class TestHalfFloat {
  @Test
  void everyHalfWidensToItsValueAndComesBack() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float bfloat16 = HalfFloat.fromBfloat16((short) bits);
      float float16 = HalfFloat.fromFloat16((short) bits);
      check(ElementType.BFLOAT16, bits, bfloat16, HalfFloat.toBfloat16(bfloat16));
      check(ElementType.FLOAT16, bits, float16, HalfFloat.toFloat16(float16));
    }
  }

  private static void check(ElementType type, int bits, float widened, short back) {
    float expected = Bits.decode(type, bits);
    assertThat(Float.floatToIntBits(widened))
        .as("%s %04x", type, bits)
        .isEqualTo(Float.floatToIntBits(expected));
    if (!Float.isNaN(expected)) {
      assertThat(back & 0xffff).as("%s %04x", type, bits).isEqualTo(bits);
    }
  }

  @Test
  void floatsRoundToTheNearestHalf() {
    for (long bits = 0; bits < 1L << 32; bits += 1021) {
      checkRounding(Float.intBitsToFloat((int) bits));
    }
  }

  @Test
  void tiesLimitsAndNan() {
    for (int half = 0; half < 0x7c00; half++) {
      float low = Bits.decode(ElementType.FLOAT16, half);
      float high = half == 0x7bff ? 65536 : Bits.decode(ElementType.FLOAT16, half + 1);
      float tie = (low + high) / 2;
      checkRounding(tie);
      checkRounding(Math.nextUp(tie));
      checkRounding(-Math.nextDown(tie));
    }
    checkRounding(Float.MAX_VALUE);
    checkRounding(Float.MIN_VALUE);
    checkRounding(Float.NaN);
    checkRounding(Float.intBitsToFloat(0xffffffff));
    checkRounding(Float.NEGATIVE_INFINITY);
    checkRounding(-0.0f);
  }

  private static void checkRounding(float value) {
    int bfloat16 = HalfFloat.toBfloat16(value) & 0xffff;
    int float16 = HalfFloat.toFloat16(value) & 0xffff;
    if (bfloat16 != Bits.encode(ElementType.BFLOAT16, value)
        || float16 != Bits.encode(ElementType.FLOAT16, value)) {
      assertThat(String.format("%04x %04x", bfloat16, float16))
          .as("%a as bfloat16 and float16", value)
          .isEqualTo(
              String.format(
                  "%04x %04x",
                  Bits.encode(ElementType.BFLOAT16, value),
                  Bits.encode(ElementType.FLOAT16, value)));
    }
  }
}
