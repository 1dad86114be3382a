package io.nibble.spark;

import static org.assertj.core.api.Assertions.catchThrowable;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a query fails with. */
public final class Failures {
  private Failures() {}

  /** The innermost cause of what {@code query} throws: Spark wraps the errors of tasks. */
  public static Throwable rootCause(ThrowingCallable query) {
    Throwable e = catchThrowable(query);
    while (e != null && e.getCause() != null) {
      e = e.getCause();
    }
    return e;
  }
}
