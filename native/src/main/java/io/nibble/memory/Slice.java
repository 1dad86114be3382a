package io.nibble.memory;

/**
 * Bounds-checked view of part of an {@link OffHeap}; borrowed, never frees.
 *
 * <p>Indices count elements of the accessor's type from the slice's start. Every access throws
 * IndexOutOfBoundsException outside the slice and IllegalStateException once the owner is closed.
 */
public final class Slice {
  private final OffHeap owner;
  private final long offset;
  private final long size;

  Slice(OffHeap owner, long offset, long size) {
    this.owner = owner;
    this.offset = offset;
    this.size = size;
  }

  /** Bytes of this slice. */
  public long size() {
    return size;
  }

  /** Address of the first byte. */
  public long address() {
    return owner.address() + offset;
  }

  /** Part of this slice: {@code bytes} from {@code offset}. */
  public Slice slice(long offset, long bytes) {
    address();
    Checks.range("slice", offset, bytes, size);
    return new Slice(owner, this.offset + offset, bytes);
  }

  public byte byteAt(long i) {
    return RawMemory.byteAt(element(i, Byte.BYTES));
  }

  public void putByte(long i, byte value) {
    RawMemory.putByte(element(i, Byte.BYTES), value);
  }

  public int intAt(long i) {
    return RawMemory.intAt(element(i, Integer.BYTES));
  }

  public void putInt(long i, int value) {
    RawMemory.putInt(element(i, Integer.BYTES), value);
  }

  public float floatAt(long i) {
    return RawMemory.floatAt(element(i, Float.BYTES));
  }

  public void putFloat(long i, float value) {
    RawMemory.putFloat(element(i, Float.BYTES), value);
  }

  /** Copies {@code length} bytes of {@code source}, from {@code from}, to this slice. */
  public void copyFrom(byte[] source, int from, long targetByteOffset, int length) {
    Checks.range("source", from, length, source.length);
    Checks.range("target bytes", targetByteOffset, length, size);
    RawMemory.copy(source, from, address() + targetByteOffset, length);
  }

  /** Copies {@code length} bytes of this slice, from {@code sourceByteOffset}, to a byte array. */
  public void copyTo(long sourceByteOffset, byte[] target, int to, int length) {
    Checks.range("source bytes", sourceByteOffset, length, size);
    Checks.range("target", to, length, target.length);
    RawMemory.copy(address() + sourceByteOffset, target, to, length);
  }

  /** Copies {@code length} floats of {@code source}, from {@code from}, to this slice. */
  public void copyFrom(float[] source, int from, long targetFloatIndex, int length) {
    Checks.range("source", from, length, source.length);
    Checks.range("target floats", targetFloatIndex, length, size / Float.BYTES);
    RawMemory.copy(source, from, address() + Float.BYTES * targetFloatIndex, length);
  }

  /** Copies {@code length} floats of this slice, from {@code sourceFloatIndex}, to an array. */
  public void copyTo(long sourceFloatIndex, float[] target, int to, int length) {
    Checks.range("source floats", sourceFloatIndex, length, size / Float.BYTES);
    Checks.range("target", to, length, target.length);
    RawMemory.copy(address() + Float.BYTES * sourceFloatIndex, target, to, length);
  }

  @Override
  public String toString() {
    return "Slice[" + size + " bytes at " + offset + " of " + owner.size() + "]";
  }

  private long element(long i, int bytes) {
    long count = size / bytes;
    if (i < 0 || i >= count) {
      throw new IndexOutOfBoundsException(
          "index " + i + " out of 0…" + (count - 1) + " in " + this);
    }
    return address() + i * bytes;
  }
}
