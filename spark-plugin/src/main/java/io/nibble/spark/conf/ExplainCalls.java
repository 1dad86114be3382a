package io.nibble.spark.conf;

/** Of which calls of {@code nibble_predict} the log says where in the plan they are computed. */
public enum ExplainCalls {
  NONE,
  /** Those that are left to be evaluated row by row, with the reason. */
  FALLBACK,
  ALL
}
