package io.nibble.spark.models.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TestBroadcastBlocks {
  private final AtomicInteger runs = new AtomicInteger();

  @Test
  void removalThatMeetsAnotherIsRepeated() {
    BroadcastBlocks.remove(() -> failUntil(2));
    assertThat(runs).hasValue(2);
  }

  @Test
  void removalThatKeepsFailingFails() {
    assertThatThrownBy(() -> BroadcastBlocks.remove(() -> failUntil(Integer.MAX_VALUE)))
        .hasMessage("Block broadcast_1 does not exist");
    assertThat(runs).hasValue(3);
  }

  private void failUntil(int run) {
    if (runs.incrementAndGet() < run) {
      throw new IllegalStateException("Block broadcast_1 does not exist");
    }
  }
}
