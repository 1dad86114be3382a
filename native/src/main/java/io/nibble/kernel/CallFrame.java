package io.nibble.kernel;

import java.nio.ByteBuffer;
import org.bytedeco.javacpp.Pointer;

/**
 * A thread's memory for the C structs and results of one call. Every call of the thread reuses it:
 * allocating would cost as much as the call. A direct buffer, so that the JVM frees it after the
 * thread.
 */
final class CallFrame {
  static final int BYTES = 512;

  private static final ThreadLocal<CallFrame> OF_THREAD = ThreadLocal.withInitial(CallFrame::new);

  private final ByteBuffer memory = ByteBuffer.allocateDirect(BYTES);
  private final long base = new Pointer(memory).address();
  private int used;

  private CallFrame() {}

  /** This thread's frame, empty: what it held for the call before is gone. */
  static CallFrame begin() {
    CallFrame frame = OF_THREAD.get();
    frame.used = 0;
    return frame;
  }

  /** Address of {@code bytes} to write to, aligned for any member. */
  long take(int bytes) {
    long address = base + used;
    used += (bytes + Long.BYTES - 1) & -Long.BYTES;
    // A member written as a whole word may spill past the end of its struct.
    if (used > BYTES - Long.BYTES) {
      throw new IllegalStateException(
          "call needs " + used + " bytes, expected at most " + (BYTES - Long.BYTES));
    }
    return address;
  }
}
