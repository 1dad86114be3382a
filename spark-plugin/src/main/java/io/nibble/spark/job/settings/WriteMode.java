package io.nibble.spark.job.settings;

/** What happens to an output that is there already. */
public enum WriteMode {
  /** The job refuses to start. */
  ERROR,
  /** The rows are added. */
  APPEND,
  /** The new table takes its place, once it is complete. */
  OVERWRITE
}
