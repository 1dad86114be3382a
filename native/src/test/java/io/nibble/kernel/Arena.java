package io.nibble.kernel;

import io.nibble.kernel.operand.Matrix;
import io.nibble.memory.ElementType;
import io.nibble.memory.OffHeap;
import io.nibble.memory.Slice;
import java.util.ArrayList;
import java.util.List;

/** Off-heap memory of one test, freed together. */
final class Arena implements AutoCloseable {
  private final List<OffHeap> blocks = new ArrayList<>();

  Slice bytes(long count) {
    OffHeap block = OffHeap.allocate(count);
    blocks.add(block);
    return block.all();
  }

  Slice floats(long count) {
    return bytes(Float.BYTES * count);
  }

  Slice of(float... values) {
    Slice slice = floats(values.length);
    slice.copyFrom(values, 0, 0, values.length);
    return slice;
  }

  Slice of(byte[] values) {
    Slice slice = bytes(values.length);
    slice.copyFrom(values, 0, 0, values.length);
    return slice;
  }

  Slice ofBytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return of(bytes);
  }

  Matrix matrix(ElementType type, float[][] rows) {
    return Matrix.of(of(Bits.bytes(type, rows)), type, rows.length, rows[0].length);
  }

  static byte[] read(Slice slice) {
    byte[] bytes = new byte[Math.toIntExact(slice.size())];
    slice.copyTo(0, bytes, 0, bytes.length);
    return bytes;
  }

  static float[] readFloats(Slice slice) {
    float[] floats = new float[Math.toIntExact(slice.size() / Float.BYTES)];
    slice.copyTo(0, floats, 0, floats.length);
    return floats;
  }

  @Override
  public void close() {
    blocks.forEach(OffHeap::close);
    blocks.clear();
  }
}
