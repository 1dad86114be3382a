package io.nibble.spark.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestPackTimer {
  @Test
  void oneRowInEightStandsForTheOthers() throws InterruptedException {
    List<Long> reported = new ArrayList<>();
    PackTimer timer =
        new PackTimer(
            new ScoringMetrics() {
              @Override
              public void packed(long nanos) {
                reported.add(nanos);
              }
            });
    for (int row = 0; row < 16; row++) {
      timer.start();
      if (row % 8 == 0) {
        Thread.sleep(5);
      }
      timer.stop();
    }
    timer.flush();
    timer.start();
    timer.stop();
    timer.flush();
    assertThat(reported).hasSize(2);
    assertThat(reported.get(0)).isBetween(80_000_000L, 2_000_000_000L);
    assertThat(reported.get(1)).isLessThan(reported.get(0) / 10);
  }
}
