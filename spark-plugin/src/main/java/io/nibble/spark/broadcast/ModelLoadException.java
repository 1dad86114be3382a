package io.nibble.spark.broadcast;

/** A verified model cannot be brought to where it is needed; says why. */
public final class ModelLoadException extends RuntimeException {
  ModelLoadException(String reason, Throwable cause) {
    super("cannot load the model: " + reason, cause);
  }
}
