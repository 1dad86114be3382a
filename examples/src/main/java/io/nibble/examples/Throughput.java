package io.nibble.examples;

import java.util.Locale;

/** Rows scored in a time. */
public record Throughput(long rows, double seconds) {
  public double rowsPerSecond() {
    return rows / seconds;
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%,.0f (%,d rows in %.2f s)", rowsPerSecond(), rows, seconds);
  }
}
