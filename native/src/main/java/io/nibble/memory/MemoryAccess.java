package io.nibble.memory;

import java.nio.ByteBuffer;

/** One of the JVM's ways to read and write memory by address, unchecked. */
interface MemoryAccess {
  /** A zeroed block of the JVM's own, aligned as {@link OffHeap} says. */
  MemoryBlock allocate(long bytes);

  /** Good for as long as the buffer, a direct one, is reachable. */
  long addressOf(ByteBuffer buffer);

  void fill(long address, long bytes, byte value);

  byte byteAt(long address);

  void putByte(long address, byte value);

  short shortAt(long address);

  void putShort(long address, short value);

  int intAt(long address);

  void putInt(long address, int value);

  long longAt(long address);

  void putLong(long address, long value);

  float floatAt(long address);

  void putFloat(long address, float value);

  void copy(byte[] source, int from, long target, int length);

  void copy(long source, byte[] target, int to, int length);

  void copy(long source, int[] target, int to, int length);

  void copy(float[] source, int from, long target, int length);

  void copy(long source, float[] target, int to, int length);
}
