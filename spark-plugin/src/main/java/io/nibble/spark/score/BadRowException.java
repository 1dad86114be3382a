package io.nibble.spark.score;

/** A row that a model cannot score, under {@code spark.nibble.badRows=fail}. */
public final class BadRowException extends RuntimeException {
  BadRowException(String message) {
    super(message);
  }
}
