package io.nibble.kernel;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Takes all direct memory of the JVM, then begins a call; prints what that throws. */
final class ExhaustDirectMemory {
  private static final List<ByteBuffer> TAKEN = new ArrayList<>();

  private ExhaustDirectMemory() {}

  public static void main(String[] arguments) {
    NativeLibrary.ensureAvailable();
    try {
      while (true) {
        TAKEN.add(ByteBuffer.allocateDirect(CallFrame.BYTES));
      }
    } catch (OutOfMemoryError e) {
      System.out.println(TAKEN.size() + " buffers");
    }
    try {
      CallFrame.begin();
    } catch (Throwable e) {
      System.out.println(e);
    }
  }
}
