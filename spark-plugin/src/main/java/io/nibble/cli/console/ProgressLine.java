package io.nibble.cli.console;

import java.io.PrintStream;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Says now and then how far a command has come; short work says nothing. */
public final class ProgressLine {
  private static final long INTERVAL_NANOS = 2_000_000_000L;

  private final PrintStream err;
  private final LongSupplier clock;
  private long last;

  public ProgressLine(PrintStream err, LongSupplier clock) {
    this.err = err;
    this.clock = clock;
    this.last = clock.getAsLong();
  }

  /** Prints the text if it is time to. */
  public void show(Supplier<String> text) {
    long now = clock.getAsLong();
    if (now - last >= INTERVAL_NANOS) {
      last = now;
      err.println(text.get());
    }
  }
}
