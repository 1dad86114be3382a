package io.nibble.spark.score;

import java.util.concurrent.atomic.LongAdder;

/** What the tasks of this JVM have scored since it started, whatever their queries. */
public final class ScoringCounts implements ScoringMetrics {
  /** By the batched operator. */
  public static final ScoringCounts BATCHED = new ScoringCounts();

  /** Row by row. */
  public static final ScoringCounts ROW_BY_ROW = new ScoringCounts();

  private final LongAdder rows = new LongAdder();
  private final LongAdder batches = new LongAdder();
  private final LongAdder badRows = new LongAdder();
  private final LongAdder packNanos = new LongAdder();
  private final LongAdder kernelNanos = new LongAdder();

  private ScoringCounts() {}

  @Override
  public void batch(int scored, long nanos) {
    rows.add(scored);
    batches.increment();
    kernelNanos.add(nanos);
  }

  @Override
  public void badRow() {
    badRows.increment();
  }

  @Override
  public void packed(long nanos) {
    packNanos.add(nanos);
  }

  public long rows() {
    return rows.sum();
  }

  public long batches() {
    return batches.sum();
  }

  public long badRows() {
    return badRows.sum();
  }

  public long packNanos() {
    return packNanos.sum();
  }

  public long kernelNanos() {
    return kernelNanos.sum();
  }
}
