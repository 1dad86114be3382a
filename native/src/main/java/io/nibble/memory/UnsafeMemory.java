package io.nibble.memory;

import java.lang.reflect.Field;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import sun.misc.Unsafe;

/** Memory by address through sun.misc.Unsafe, which Java 24 warns of. */
final class UnsafeMemory implements MemoryAccess {
  private static final long BYTES = Unsafe.ARRAY_BYTE_BASE_OFFSET;
  private static final long INTS = Unsafe.ARRAY_INT_BASE_OFFSET;
  private static final long FLOATS = Unsafe.ARRAY_FLOAT_BASE_OFFSET;

  private static final Unsafe UNSAFE = unsafe();

  private final long addressInBuffer;

  /**
   * @throws UnsupportedOperationException if this JVM was told to refuse it
   */
  UnsafeMemory() {
    addressInBuffer = offset(Buffer.class, "address");
  }

  @Override
  public MemoryBlock allocate(long bytes) {
    long base = UNSAFE.allocateMemory(Math.addExact(bytes, OffHeap.ALIGNMENT));
    long address = (base + OffHeap.ALIGNMENT - 1) & -OffHeap.ALIGNMENT;
    fill(address, bytes, (byte) 0);
    return new MemoryBlock(address, () -> UNSAFE.freeMemory(base));
  }

  @Override
  public long addressOf(ByteBuffer buffer) {
    return UNSAFE.getLong(buffer, addressInBuffer);
  }

  @Override
  public void fill(long address, long bytes, byte value) {
    UNSAFE.setMemory(address, bytes, value);
  }

  @Override
  public byte byteAt(long address) {
    return UNSAFE.getByte(address);
  }

  @Override
  public void putByte(long address, byte value) {
    UNSAFE.putByte(address, value);
  }

  @Override
  public short shortAt(long address) {
    return UNSAFE.getShort(address);
  }

  @Override
  public void putShort(long address, short value) {
    UNSAFE.putShort(address, value);
  }

  @Override
  public int intAt(long address) {
    return UNSAFE.getInt(address);
  }

  @Override
  public void putInt(long address, int value) {
    UNSAFE.putInt(address, value);
  }

  @Override
  public long longAt(long address) {
    return UNSAFE.getLong(address);
  }

  @Override
  public void putLong(long address, long value) {
    UNSAFE.putLong(address, value);
  }

  @Override
  public float floatAt(long address) {
    return UNSAFE.getFloat(address);
  }

  @Override
  public void putFloat(long address, float value) {
    UNSAFE.putFloat(address, value);
  }

  @Override
  public void copy(byte[] source, int from, long target, int length) {
    UNSAFE.copyMemory(source, BYTES + from, null, target, length);
  }

  @Override
  public void copy(long source, byte[] target, int to, int length) {
    UNSAFE.copyMemory(null, source, target, BYTES + to, length);
  }

  @Override
  public void copy(long source, int[] target, int to, int length) {
    UNSAFE.copyMemory(
        null, source, target, INTS + (long) Integer.BYTES * to, (long) Integer.BYTES * length);
  }

  @Override
  public void copy(float[] source, int from, long target, int length) {
    UNSAFE.copyMemory(
        source, FLOATS + (long) Float.BYTES * from, null, target, (long) Float.BYTES * length);
  }

  @Override
  public void copy(long source, float[] target, int to, int length) {
    UNSAFE.copyMemory(
        null, source, target, FLOATS + (long) Float.BYTES * to, (long) Float.BYTES * length);
  }

  private static Unsafe unsafe() {
    try {
      Field field = Unsafe.class.getDeclaredField("theUnsafe");
      field.setAccessible(true);
      return (Unsafe) field.get(null);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static long offset(Class<?> type, String field) {
    try {
      return UNSAFE.objectFieldOffset(type.getDeclaredField(field));
    } catch (NoSuchFieldException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
