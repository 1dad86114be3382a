package io.nibble.memory;

/**
 * The operating system gives no more memory. An exception, and without an OutOfMemoryError as its
 * cause, because frameworks end the process for that one: what asked for too much fails, the rest
 * goes on.
 */
public final class OffHeapExhaustedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public OffHeapExhaustedException(String message) {
    super(message);
  }

  /** Of the memory that was asked for, and what the system or the JVM said. */
  public static OffHeapExhaustedException of(long bytes, Throwable reason) {
    return new OffHeapExhaustedException(
        "cannot allocate "
            + bytes
            + " bytes off heap, "
            + OffHeap.liveBytes()
            + " are in use ("
            + reason.getMessage()
            + "); give the process more memory or use smaller batches");
  }
}
