package io.nibble.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TestHalfTypes {
  @Test
  void everyFloat16IsItsDefinition() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      int exponent = bits >> 10 & 31;
      int fraction = bits & 1023;
      double magnitude =
          exponent == 0
              ? fraction * Math.pow(2, -24)
              : (1 + fraction / 1024.0) * Math.pow(2, exponent - 15);
      if (exponent == 31) {
        magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
      }
      double expected = bits < 1 << 15 ? magnitude : -magnitude;
      assertThat(HalfTypes.fromFloat16((short) bits))
          .as("%x", bits)
          .isEqualTo(Float.valueOf((float) expected));
    }
  }

  @Test
  void bfloat16IsTheUpperHalfOfFloat32() {
    assertThat(HalfTypes.fromBfloat16((short) 0x3f80)).isEqualTo(1);
    assertThat(HalfTypes.fromBfloat16((short) 0xc049)).isEqualTo(-3.140625f);
    assertThat(HalfTypes.fromBfloat16((short) 0x7f80)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(HalfTypes.fromBfloat16((short) 0x0001)).isEqualTo(0x1p-133f);
  }
}
