package io.nibble.spark.score;

/** Where scoring counts what it does. */
public interface ScoringMetrics {
  /** Counts nothing. */
  ScoringMetrics NONE = new ScoringMetrics() {};

  /** One batch, {@code rows} rows of which went through the model. */
  default void batch(int rows, long kernelNanos) {}

  /** One row that the model cannot score. */
  default void badRow() {}

  /** Time spent on filling batches. */
  default void packed(long nanos) {}

  /** Counts here and there. */
  default ScoringMetrics and(ScoringMetrics other) {
    return new BothMetrics(this, other);
  }
}
