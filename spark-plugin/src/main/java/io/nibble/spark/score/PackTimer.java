package io.nibble.spark.score;

/**
 * Time spent on filling batches. Reading the clock twice a row would cost as much as copying a
 * short row, so one row in {@link #SAMPLE} is timed and stands for the others.
 */
final class PackTimer {
  private static final int SAMPLE = 8;

  private final ScoringMetrics metrics;
  private int row;
  private long started;
  private long nanos;

  PackTimer(ScoringMetrics metrics) {
    this.metrics = metrics;
  }

  void start() {
    if (row % SAMPLE == 0) {
      started = System.nanoTime();
    }
  }

  void stop() {
    if (row % SAMPLE == 0) {
      nanos += System.nanoTime() - started;
    }
    row++;
  }

  /** Reports the batch that is full and starts the next. */
  void flush() {
    int timed = (row + SAMPLE - 1) / SAMPLE;
    metrics.packed(nanos * row / timed);
    row = 0;
    nanos = 0;
  }
}
