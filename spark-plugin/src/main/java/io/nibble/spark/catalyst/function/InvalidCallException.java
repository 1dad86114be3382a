package io.nibble.spark.catalyst.function;

/** What is wrong with a call; {@link AnalysisErrors} adds the function and fails the analysis. */
final class InvalidCallException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidCallException(String message) {
    super(message);
  }

  InvalidCallException(String message, Throwable cause) {
    super(message, cause);
  }
}
