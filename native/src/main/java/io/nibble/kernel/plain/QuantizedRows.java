package io.nibble.kernel.plain;

import io.nibble.kernel.operand.PackedLayout;
import io.nibble.memory.OffHeap;

/** Where quantized rows lie: addresses of q, scales, zero points and group sums. */
record QuantizedRows(long q, long scale, long zeroPoint, long groupSums) {
  private static final long CHUNK_ROWS = 64;

  /** Bytes of q that stay in the cache while the weights stream by. */
  private static final long CHUNK_BYTES = 512 * 1024;

  /** Rows quantized at a time. */
  static long chunk(long rows, PackedLayout groups) {
    long most = Math.min(CHUNK_ROWS, Math.max(1, CHUNK_BYTES / groups.paddedK()));
    return Math.min(rows, most);
  }

  static long bytes(long rows, PackedLayout groups) {
    return padded(rows * groups.paddedK()) + 2 * padded(4 * rows) + 4 * rows * groups.groups();
  }

  static QuantizedRows at(long address, long rows, PackedLayout groups) {
    long scale = address + padded(rows * groups.paddedK());
    long zeroPoint = scale + padded(4 * rows);
    return new QuantizedRows(address, scale, zeroPoint, zeroPoint + padded(4 * rows));
  }

  private static long padded(long bytes) {
    return (bytes + OffHeap.ALIGNMENT - 1) & -OffHeap.ALIGNMENT;
  }
}
