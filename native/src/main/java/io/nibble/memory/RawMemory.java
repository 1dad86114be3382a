package io.nibble.memory;

import java.nio.ByteBuffer;

/**
 * Reads and writes memory by address, unchecked: whoever calls has checked the bounds.
 *
 * <p>From Java 24 on through java.lang.foreign, because the JVM warns of sun.misc.Unsafe, and later
 * refuses it; before, and where java.lang.foreign is not allowed, through sun.misc.Unsafe.
 */
public final class RawMemory {
  private static final int UNSAFE_WARNS = 24;

  private static final MemoryAccess ACCESS = find();

  private RawMemory() {}

  /**
   * A zeroed block of the JVM's own.
   *
   * @throws IllegalStateException if this JVM allows no access to memory by address
   */
  static MemoryBlock allocate(long bytes) {
    if (ACCESS == null) {
      throw new IllegalStateException(
          "this JVM was told to refuse access to memory by address; start it with"
              + " --enable-native-access=ALL-UNNAMED");
    }
    return ACCESS.allocate(bytes);
  }

  /** Good for as long as the buffer, a direct one, is reachable. */
  public static long addressOf(ByteBuffer buffer) {
    return ACCESS.addressOf(buffer);
  }

  public static void fill(long address, long bytes, int value) {
    ACCESS.fill(address, bytes, (byte) value);
  }

  public static byte byteAt(long address) {
    return ACCESS.byteAt(address);
  }

  public static void putByte(long address, int value) {
    ACCESS.putByte(address, (byte) value);
  }

  public static short shortAt(long address) {
    return ACCESS.shortAt(address);
  }

  public static void putShort(long address, short value) {
    ACCESS.putShort(address, value);
  }

  public static int intAt(long address) {
    return ACCESS.intAt(address);
  }

  public static void putInt(long address, int value) {
    ACCESS.putInt(address, value);
  }

  public static long longAt(long address) {
    return ACCESS.longAt(address);
  }

  public static void putLong(long address, long value) {
    ACCESS.putLong(address, value);
  }

  public static float floatAt(long address) {
    return ACCESS.floatAt(address);
  }

  public static void putFloat(long address, float value) {
    ACCESS.putFloat(address, value);
  }

  public static void copy(byte[] source, int from, long target, int length) {
    ACCESS.copy(source, from, target, length);
  }

  public static void copy(long source, byte[] target, int to, int length) {
    ACCESS.copy(source, target, to, length);
  }

  public static void copy(long source, int[] target, int to, int length) {
    ACCESS.copy(source, target, to, length);
  }

  public static void copy(float[] source, int from, long target, int length) {
    ACCESS.copy(source, from, target, length);
  }

  public static void copy(long source, float[] target, int to, int length) {
    ACCESS.copy(source, target, to, length);
  }

  private static MemoryAccess find() {
    if (Runtime.version().feature() >= UNSAFE_WARNS) {
      try {
        return new ForeignMemory();
      } catch (ExceptionInInitializerError notAllowed) {
        // --illegal-native-access=deny without --enable-native-access
      }
    }
    try {
      return new UnsafeMemory();
    } catch (UnsupportedOperationException notAllowed) {
      return null;
    }
  }
}
