package io.nibble.spark.score;

/** Counts everything twice. */
record BothMetrics(ScoringMetrics first, ScoringMetrics second) implements ScoringMetrics {
  @Override
  public void batch(int rows, long kernelNanos) {
    first.batch(rows, kernelNanos);
    second.batch(rows, kernelNanos);
  }

  @Override
  public void badRow() {
    first.badRow();
    second.badRow();
  }

  @Override
  public void packed(long nanos) {
    first.packed(nanos);
    second.packed(nanos);
  }
}
