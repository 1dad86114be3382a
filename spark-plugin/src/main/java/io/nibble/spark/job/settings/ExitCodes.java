package io.nibble.spark.job.settings;

/** How a job ends, for schedulers; 0 is done and 2 wrong usage, as for every command. */
public final class ExitCodes {
  public static final int FAILED = 1;

  /** A bad row, under {@code --bad-rows fail}. */
  public static final int BAD_ROW = 3;

  /** The output exists, under {@code --mode error}. */
  public static final int OUTPUT_EXISTS = 4;

  /** An earlier start of the job is not finished, and this one differs from it. */
  public static final int CANNOT_RESUME = 5;

  private ExitCodes() {}
}
