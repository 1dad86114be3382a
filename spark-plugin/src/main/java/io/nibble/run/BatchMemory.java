package io.nibble.run;

import io.nibble.memory.OffHeap;
import io.nibble.memory.Slice;

/** One off-heap block cut into the buffers of a batch, each 64-byte aligned. */
public final class BatchMemory implements AutoCloseable {
  private static final long ALIGNMENT = 64;

  private final OffHeap block;
  private final Slice[] parts;

  /**
   * @param bytes size of each buffer, 0 or more
   */
  public BatchMemory(long... bytes) {
    long total = 0;
    for (long size : bytes) {
      total = Math.addExact(total, aligned(size));
    }
    block = OffHeap.allocate(total);
    parts = new Slice[bytes.length];
    long offset = 0;
    for (int i = 0; i < bytes.length; i++) {
      parts[i] = block.slice(offset, bytes[i]);
      offset += aligned(bytes[i]);
    }
  }

  public Slice part(int index) {
    return parts[index];
  }

  @Override
  public void close() {
    block.close();
  }

  private static long aligned(long bytes) {
    return Math.addExact(bytes, Math.floorMod(-bytes, ALIGNMENT));
  }
}
