package io.nibble.spark.job.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TestSampleComparison {
  private final SampleComparison comparison = new SampleComparison();

  @Test
  void equalScoresHaveNoNoise() {
    comparison.add("r", new float[] {1, -2}, new float[] {1, -2});
    assertThat(comparison.result())
        .isEqualTo(
            new SampleComparison.Result(1, null, 1, new SampleComparison.WorstRow(null, "r")));
  }

  @Test
  void ratiosAreInDecibelsAndTheWorstRowIsNamed() {
    comparison.add("fine", new float[] {10, 0}, new float[] {10, 0});
    comparison.add("flipped", new float[] {3, 4}, new float[] {4, 3});
    comparison.add("near", new float[] {0, 5}, new float[] {0, 5.5f});
    // Signal 100 + 25 + 25, noise 0 + 2 + 0.25.
    assertThat(comparison.result().sqnrDb()).isEqualTo(18.24);
    assertThat(comparison.result().top1Agreement()).isEqualTo(2 / 3.0);
    assertThat(comparison.result().worstRow())
        .isEqualTo(new SampleComparison.WorstRow(10.97, "flipped"));
  }

  @Test
  void zeroScoresAreNoSignal() {
    comparison.add("zero", new float[] {0}, new float[] {1});
    assertThat(comparison.result().worstRow().sqnrDb()).isLessThan(-3000);
  }

  @Test
  void noRows() {
    assertThat(comparison.result()).isEqualTo(new SampleComparison.Result(0, null, 0, null));
  }
}
