package io.nibble.spark.conf;

/** What happens to a row whose features, or whose result, a model cannot have. */
public enum BadRowPolicy {
  /** The query fails and says which row, what was found and what was expected. */
  FAIL,
  /** The row's score is NULL, and the metric {@code bad rows} counts it. */
  NULL
}
