package io.nibble.spark.job;

/** How a job ends, for schedulers; 0 is done and 2 wrong usage, as for every command. */
final class ExitCodes {
  static final int FAILED = 1;

  /** A bad row, under {@code --bad-rows fail}. */
  static final int BAD_ROW = 3;

  /** The output exists, under {@code --mode error}. */
  static final int OUTPUT_EXISTS = 4;

  /** An earlier start of the job is not finished, and this one differs from it. */
  static final int CANNOT_RESUME = 5;

  private ExitCodes() {}
}
