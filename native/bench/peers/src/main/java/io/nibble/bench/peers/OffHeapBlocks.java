package io.nibble.bench.peers;

import io.nibble.memory.OffHeap;
import io.nibble.memory.Slice;
import java.util.ArrayList;
import java.util.List;

/** Off-heap blocks that are freed together. */
final class OffHeapBlocks implements AutoCloseable {
  private final List<OffHeap> blocks = new ArrayList<>();

  Slice bytes(long count) {
    OffHeap block = OffHeap.allocate(count);
    blocks.add(block);
    return block.all();
  }

  Slice floats(long count) {
    return bytes(count * Float.BYTES);
  }

  Slice copyOf(byte[] source) {
    Slice slice = bytes(source.length);
    slice.copyFrom(source, 0, 0, source.length);
    return slice;
  }

  Slice copyOf(float[] source) {
    Slice slice = floats(source.length);
    slice.copyFrom(source, 0, 0, source.length);
    return slice;
  }

  @Override
  public void close() {
    blocks.forEach(OffHeap::close);
  }
}
