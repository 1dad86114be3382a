package io.nibble.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.kernel.operand.PackedLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestInt8Rows {
  @Test
  void roundsToNearestEvenWithinTheRangeOfItsChannel() {
    Int8Rows rows = new Int8Rows(new PackedLayout(2, 5, 0));
    float[] weights = {127, 0.5f, 1.5f, -2.5f, -126.6f, -0.25f, 0.1f, 0, 0.2f, 0.001f};
    rows.quantize(weights, new QuantizationNoise());
    assertThat(rows.scales).containsExactly(1, 0.25f / 127);
    assertThat(rows.values).containsExactly(127, 0, 2, -2, -127, -127, 51, 0, 102, 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 32, 64, 128})
  void noWeightIsFurtherOffThanHalfAStep(int groupSize) {
    int k = 200;
    PackedLayout layout = new PackedLayout(7, k, groupSize);
    Int8Rows rows = new Int8Rows(layout);
    float[] weights = new float[7 * k];
    Random random = new Random(3);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (random.nextGaussian() * Math.exp(40 * random.nextDouble() - 20));
    }
    QuantizationNoise noise = new QuantizationNoise();
    rows.quantize(weights, noise);
    for (int i = 0; i < weights.length; i++) {
      float scale = rows.scales[i / k * layout.groups() + i % k / layout.groupLength()];
      assertThat(Math.abs(weights[i] - (double) scale * rows.values[i]))
          .as("weight %d", i)
          .isLessThanOrEqualTo(0.5001 * scale);
    }
    assertThat(noise.decibels()).hasValueSatisfying(value -> assertThat(value).isPositive());
  }

  @Test
  void zerosAndTheSmallestNumbersStayFinite() {
    Int8Rows rows = new Int8Rows(new PackedLayout(3, 2, 0));
    float[] weights = {
      0, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE
    };
    rows.quantize(weights, new QuantizationNoise());
    assertThat(rows.scales)
        .containsExactly(Float.MIN_NORMAL, Float.MIN_NORMAL, Float.MAX_VALUE / 127);
    assertThat(rows.values).containsExactly(0, 0, 0, 0, 127, -127);
  }
}
