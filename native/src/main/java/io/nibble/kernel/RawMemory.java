package io.nibble.kernel;

import java.lang.reflect.Field;

/** Reads and writes memory by address, unchecked: whoever calls has checked the bounds. */
final class RawMemory {
  private static final sun.misc.Unsafe UNSAFE = unsafe();
  private static final long BYTES = sun.misc.Unsafe.ARRAY_BYTE_BASE_OFFSET;
  private static final long INTS = sun.misc.Unsafe.ARRAY_INT_BASE_OFFSET;
  private static final long FLOATS = sun.misc.Unsafe.ARRAY_FLOAT_BASE_OFFSET;

  private RawMemory() {}

  static long allocate(long bytes) {
    return UNSAFE.allocateMemory(bytes);
  }

  static void free(long address) {
    UNSAFE.freeMemory(address);
  }

  static void fill(long address, long bytes, int value) {
    UNSAFE.setMemory(address, bytes, (byte) value);
  }

  static byte byteAt(long address) {
    return UNSAFE.getByte(address);
  }

  static void putByte(long address, int value) {
    UNSAFE.putByte(address, (byte) value);
  }

  static short shortAt(long address) {
    return UNSAFE.getShort(address);
  }

  static void putShort(long address, short value) {
    UNSAFE.putShort(address, value);
  }

  static int intAt(long address) {
    return UNSAFE.getInt(address);
  }

  static void putInt(long address, int value) {
    UNSAFE.putInt(address, value);
  }

  static long longAt(long address) {
    return UNSAFE.getLong(address);
  }

  static void putLong(long address, long value) {
    UNSAFE.putLong(address, value);
  }

  static float floatAt(long address) {
    return UNSAFE.getFloat(address);
  }

  static void putFloat(long address, float value) {
    UNSAFE.putFloat(address, value);
  }

  static void copy(byte[] source, int from, long target, int length) {
    UNSAFE.copyMemory(source, BYTES + from, null, target, length);
  }

  static void copy(long source, byte[] target, int to, int length) {
    UNSAFE.copyMemory(null, source, target, BYTES + to, length);
  }

  static void copy(long source, int[] target, int to, int length) {
    UNSAFE.copyMemory(
        null, source, target, INTS + (long) Integer.BYTES * to, (long) Integer.BYTES * length);
  }

  static void copy(float[] source, int from, long target, int length) {
    UNSAFE.copyMemory(
        source, FLOATS + (long) Float.BYTES * from, null, target, (long) Float.BYTES * length);
  }

  static void copy(long source, float[] target, int to, int length) {
    UNSAFE.copyMemory(
        null, source, target, FLOATS + (long) Float.BYTES * to, (long) Float.BYTES * length);
  }

  private static sun.misc.Unsafe unsafe() {
    try {
      Field field = sun.misc.Unsafe.class.getDeclaredField("theUnsafe");
      field.setAccessible(true);
      return (sun.misc.Unsafe) field.get(null);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
