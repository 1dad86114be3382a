package io.nibble.spark.models.distribution;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Waits for others as long as a figure of theirs changes. Not thread-safe. */
final class Patience {
  private final LongSupplier progress;
  private final long nanos;
  private long last;
  private long since = System.nanoTime();

  /**
   * @param most how long the figure may stay as it is
   */
  Patience(LongSupplier progress, Duration most) {
    this.progress = progress;
    this.nanos = most.toNanos();
    this.last = progress.getAsLong();
  }

  boolean isOver() {
    long now = System.nanoTime();
    long seen = progress.getAsLong();
    if (seen != last) {
      last = seen;
      since = now;
    }
    return now - since >= nanos;
  }
}
