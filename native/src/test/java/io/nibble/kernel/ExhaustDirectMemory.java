package io.nibble.kernel;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes all direct memory of the JVM, then begins a call, with the library loaded before or after;
 * prints what became of both.
 */
final class ExhaustDirectMemory {
  static final String LOADS_LATE = "loads.late";

  private static final List<ByteBuffer> TAKEN = new ArrayList<>();

  private ExhaustDirectMemory() {}

  public static void main(String[] arguments) {
    if (!Boolean.getBoolean(LOADS_LATE)) {
      NativeLibrary.ensureAvailable();
    }
    try {
      while (true) {
        TAKEN.add(ByteBuffer.allocateDirect(CallFrame.BYTES));
      }
    } catch (OutOfMemoryError e) {
      System.out.println(TAKEN.size() + " buffers");
    }
    System.out.println("cause: " + NativeLibrary.unavailabilityCause().orElse(null));
    try {
      CallFrame.begin();
    } catch (Throwable e) {
      System.out.println(e);
    }
  }
}
