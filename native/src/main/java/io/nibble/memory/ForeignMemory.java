package io.nibble.memory;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/** Memory by address through java.lang.foreign. */
final class ForeignMemory implements MemoryAccess {
  private static final VarHandle BYTES = Foreign.elements("JAVA_BYTE");
  private static final VarHandle SHORTS = Foreign.elements("JAVA_SHORT_UNALIGNED");
  private static final VarHandle INTS = Foreign.elements("JAVA_INT_UNALIGNED");
  private static final VarHandle LONGS = Foreign.elements("JAVA_LONG_UNALIGNED");
  private static final VarHandle FLOATS = Foreign.elements("JAVA_FLOAT_UNALIGNED");

  private static final MethodHandle FILL = Foreign.fill();
  private static final MethodHandle FROM_BYTES = Foreign.copyFromArray("JAVA_BYTE");
  private static final MethodHandle TO_BYTES = Foreign.copyToArray("JAVA_BYTE");
  private static final MethodHandle TO_INTS = Foreign.copyToArray("JAVA_INT_UNALIGNED");
  private static final MethodHandle FROM_FLOATS = Foreign.copyFromArray("JAVA_FLOAT_UNALIGNED");
  private static final MethodHandle TO_FLOATS = Foreign.copyToArray("JAVA_FLOAT_UNALIGNED");

  @Override
  public MemoryBlock allocate(long bytes) {
    return Foreign.allocate(bytes, OffHeap.ALIGNMENT);
  }

  @Override
  public long addressOf(ByteBuffer buffer) {
    return Foreign.addressOf(buffer);
  }

  @Override
  public void fill(long address, long bytes, byte value) {
    try {
      FILL.invokeExact(address, bytes, value);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public byte byteAt(long address) {
    return (byte) BYTES.get(address);
  }

  @Override
  public void putByte(long address, byte value) {
    BYTES.set(address, value);
  }

  @Override
  public short shortAt(long address) {
    return (short) SHORTS.get(address);
  }

  @Override
  public void putShort(long address, short value) {
    SHORTS.set(address, value);
  }

  @Override
  public int intAt(long address) {
    return (int) INTS.get(address);
  }

  @Override
  public void putInt(long address, int value) {
    INTS.set(address, value);
  }

  @Override
  public long longAt(long address) {
    return (long) LONGS.get(address);
  }

  @Override
  public void putLong(long address, long value) {
    LONGS.set(address, value);
  }

  @Override
  public float floatAt(long address) {
    return (float) FLOATS.get(address);
  }

  @Override
  public void putFloat(long address, float value) {
    FLOATS.set(address, value);
  }

  @Override
  public void copy(byte[] source, int from, long target, int length) {
    copyFrom(FROM_BYTES, source, from, target, length);
  }

  @Override
  public void copy(long source, byte[] target, int to, int length) {
    copyTo(TO_BYTES, source, target, to, length);
  }

  @Override
  public void copy(long source, int[] target, int to, int length) {
    copyTo(TO_INTS, source, target, to, length);
  }

  @Override
  public void copy(float[] source, int from, long target, int length) {
    copyFrom(FROM_FLOATS, source, from, target, length);
  }

  @Override
  public void copy(long source, float[] target, int to, int length) {
    copyTo(TO_FLOATS, source, target, to, length);
  }

  private static void copyFrom(
      MethodHandle copy, Object source, int from, long target, int length) {
    try {
      copy.invokeExact(source, from, target, length);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static void copyTo(MethodHandle copy, long source, Object target, int to, int length) {
    try {
      copy.invokeExact(source, target, to, length);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
