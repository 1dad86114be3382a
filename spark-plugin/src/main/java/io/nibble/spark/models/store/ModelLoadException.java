package io.nibble.spark.models.store;

/** A verified model cannot be brought to where it is needed; says why. */
public final class ModelLoadException extends RuntimeException {
  private final String reason;

  public ModelLoadException(String reason, Throwable cause) {
    super("cannot load the model: " + reason, cause);
    this.reason = reason;
  }

  /** What goes wrong, without more words. */
  public String reason() {
    return reason;
  }

  /** A failure for one more task that waited for the load that {@code cause} ended. */
  static ModelLoadException again(Throwable cause) {
    return new ModelLoadException(
        cause instanceof ModelLoadException load ? load.reason : cause.getMessage(), cause);
  }
}
