package io.nibble.kernel;

import io.nibble.memory.OffHeapExhaustedException;
import io.nibble.memory.RawMemory;
import java.nio.ByteBuffer;

/**
 * A thread's memory for the C structs and results of one call. Every call of the thread reuses it:
 * allocating would cost as much as the call. A direct buffer, so that the JVM frees it after the
 * thread.
 */
final class CallFrame {
  static final int BYTES = 512;

  private static final ThreadLocal<CallFrame> OF_THREAD = ThreadLocal.withInitial(CallFrame::new);

  private final ByteBuffer memory = allocate();
  private final long base = RawMemory.addressOf(memory);
  private int used;

  private CallFrame() {}

  private static ByteBuffer allocate() {
    try {
      return ByteBuffer.allocateDirect(BYTES);
    } catch (OutOfMemoryError e) {
      throw OffHeapExhaustedException.of(BYTES, e);
    }
  }

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
    if (used > BYTES) {
      throw new IllegalStateException("call needs " + used + " bytes, expected at most " + BYTES);
    }
    return address;
  }

  /**
   * Writes a struct of {@code nibble.h} whose members are 64-bit words, the last one perhaps half a
   * word and padding; its address. Setters of the members, through JNI, would take longer than a
   * small layer.
   */
  long write(long... members) {
    long address = take(Long.BYTES * members.length);
    for (int i = 0; i < members.length; i++) {
      RawMemory.putLong(address + (long) Long.BYTES * i, members[i]);
    }
    return address;
  }
}
