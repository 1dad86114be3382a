package io.nibble.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nibble.kernel.operand.PackedLayout;
import io.nibble.memory.ElementType;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestInt4Rows {
  private static final Golden GOLDEN = new Golden();

  @ParameterizedTest(name = "k {0}, group size {1}, symmetric {2}")
  @CsvSource({
    "1, 32, true", "1, 32, false", "1, 64, true", "1, 64, false",
    "1, 128, true", "1, 128, false", "1, 0, true", "1, 0, false",
    "100, 32, true", "100, 32, false", "100, 64, true", "100, 64, false",
    "100, 128, true", "100, 128, false", "100, 0, true", "100, 0, false",
    "256, 32, true", "256, 32, false", "256, 64, true", "256, 64, false",
    "256, 128, true", "256, 128, false", "256, 0, true", "256, 0, false"
  })
  void equalsTorchaoBitForBit(int k, int groupSize, boolean symmetric) {
    String weight = "weight/k" + k;
    String expected = weight + "/g" + groupSize + (symmetric ? "/symmetric/" : "/asymmetric/");
    int n = GOLDEN.dimension(weight + "/w", 0);
    Int4Rows rows = new Int4Rows(new PackedLayout(n, k, groupSize), symmetric);

    assertThat(rows.quantize(GOLDEN.floats(weight + "/w"), new QuantizationNoise())).isTrue();
    assertThat(rows.scales).containsExactly(GOLDEN.floats(expected + "scale"));
    assertThat(rows.zeroPoints).containsExactly(GOLDEN.bytes(expected + "zero_point"));
    assertThat(rows.values).containsExactly(GOLDEN.bytes(expected + "u"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void quantizesWithScalesRoundedToBfloat16(boolean symmetric) {
    // The scale rounds down by 0.3 %, which takes the second weight across one half.
    Int4Rows rows = bfloat16Rows(2, symmetric);
    rows.quantize(new float[] {0.97f, symmetric ? 0.0646f : 0.0323f}, new QuantizationNoise());
    assertThat(rows.scales).containsExactly(symmetric ? 0x1.08p-3f : 0x1.08p-4f);
    assertThat(rows.zeroPoints).containsExactly(symmetric ? 8 : 0);
    assertThat(rows.values).containsExactly(15, symmetric ? 9 : 1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void bfloat16ScalesAreNearestAndNeverBelowTheLeast(boolean symmetric) {
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      float largest = (float) Math.exp(60 * random.nextDouble() - 45);
      Int4Rows exact = new Int4Rows(new PackedLayout(1, 2, 32), symmetric);
      Int4Rows rounded = bfloat16Rows(2, symmetric);
      float[] weights = {largest, -largest * random.nextFloat()};
      exact.quantize(weights, new QuantizationNoise());
      rounded.quantize(weights, new QuantizationNoise());
      float scale = rounded.scales[0];
      assertThat(Float.floatToRawIntBits(scale) & 0xffff).as("bits of %a", scale).isZero();
      assertThat(scale).isGreaterThanOrEqualTo(1e-6f);
      float step = Float.intBitsToFloat(Float.floatToRawIntBits(scale) + 0x10000) - scale;
      if (exact.scales[0] > 1.01e-6f) {
        assertThat(Math.abs(scale - exact.scales[0])).isLessThanOrEqualTo(step / 2);
      }
    }
  }

  @Test
  void zerosHaveTheLeastBfloat16Scale() {
    Int4Rows rows = bfloat16Rows(3, false);
    assertThat(rows.quantize(new float[3], new QuantizationNoise())).isTrue();
    assertThat(rows.scales).containsExactly(0x1.0ep-20f);
    assertThat(rows.values).containsExactly(0, 0, 0);
  }

  @Test
  void theLargestRangeHasAFiniteBfloat16Scale() {
    Int4Rows rows = bfloat16Rows(2, true);
    float[] weights = {-Float.MAX_VALUE, Float.MAX_VALUE};
    assertThat(rows.quantize(weights, new QuantizationNoise())).isTrue();
    assertThat(rows.values).containsExactly(1, 15);
  }

  @ParameterizedTest
  @CsvSource({"32, true", "32, false", "128, true", "128, false"})
  void bfloat16ScalesLoseNextToNothing(int groupSize, boolean symmetric) {
    float[] weights = FloatMlp.normal(new Random(groupSize), 512 * 1024, 0.02);
    double exact = decibels(ElementType.FLOAT32, groupSize, symmetric, weights);
    double rounded = decibels(ElementType.BFLOAT16, groupSize, symmetric, weights);
    assertThat(rounded).isCloseTo(exact, within(0.02));
  }

  private static double decibels(
      ElementType scaleType, int groupSize, boolean symmetric, float[] weights) {
    QuantizationNoise noise = new QuantizationNoise();
    new Int4Rows(new PackedLayout(512, 1024, groupSize, scaleType), symmetric)
        .quantize(weights, noise);
    return noise.decibels().orElseThrow();
  }

  private static Int4Rows bfloat16Rows(int k, boolean symmetric) {
    return new Int4Rows(new PackedLayout(1, k, 32, ElementType.BFLOAT16), symmetric);
  }

  @Test
  void measuresWhatWasLost() {
    QuantizationNoise noise = new QuantizationNoise();
    Int4Rows rows = new Int4Rows(new PackedLayout(1, 3, 32), false);
    rows.quantize(new float[] {0, 15, 7.5f}, noise);
    assertThat(rows.scales).containsExactly(1);
    assertThat(rows.values).containsExactly(0, 15, 8);
    // 10·log10((15² + 7.5²) / 0.5²)
    assertThat(noise.decibels()).contains(30.51);
  }

  @Test
  void losesNothingWhereWeightsAreMultiplesOfTheScale() {
    QuantizationNoise noise = new QuantizationNoise();
    new Int4Rows(new PackedLayout(1, 3, 32), false).quantize(new float[] {-7, 8, 1}, noise);
    new Int4Rows(new PackedLayout(1, 2, 32), true).quantize(new float[] {0, 0}, noise);
    assertThat(noise.decibels()).isEmpty();
  }

  @Test
  void saysWhenARangeOverflows() {
    float[] weights = {-Float.MAX_VALUE, Float.MAX_VALUE};
    QuantizationNoise noise = new QuantizationNoise();
    assertThat(new Int4Rows(new PackedLayout(1, 2, 32), false).quantize(weights, noise)).isFalse();
    assertThat(new Int4Rows(new PackedLayout(1, 2, 32), true).quantize(weights, noise)).isTrue();
  }
}
