package io.nibble.kernel;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Another library in the JVM, which leaves its memory to the garbage collector, as JavaCPP does
 * unless told otherwise. Prints what JavaCPP was told and whether the memory stayed in its limit.
 */
final class UseJavaCpp {
  private static final int BYTES = 16 << 20;
  private static final int BLOCKS = 100;

  private UseJavaCpp() {}

  public static void main(String[] arguments) {
    System.out.println(System.getProperty("with.nibble") == null ? "alone" : nibble());
    long peak = 0;
    for (int i = 0; i < BLOCKS; i++) {
      peak = Math.max(peak, new BytePointer(BYTES).address() == 0 ? 0 : Pointer.totalBytes());
    }
    System.out.println("limit: " + Pointer.maxBytes() + " physical: " + Pointer.maxPhysicalBytes());
    System.out.println("within the limit: " + (peak <= Pointer.maxBytes()));
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("org.bytedeco"))
        .sorted()
        .forEach(name -> System.out.println(name + "=" + System.getProperty(name)));
  }

  private static String nibble() {
    NativeLibrary.ensureAvailable();
    return Kernels.best().isNative() ? "with Nibble" : "with plain Java";
  }
}
