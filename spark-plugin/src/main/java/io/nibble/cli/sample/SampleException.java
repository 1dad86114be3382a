package io.nibble.cli.sample;

/** A sample that cannot be scored, with the number of its line. */
public final class SampleException extends RuntimeException {
  SampleException(String sample, long line, String reason) {
    super(sample + ", line " + line + ": " + reason);
  }
}
