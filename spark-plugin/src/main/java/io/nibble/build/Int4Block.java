package io.nibble.build;

import io.nibble.kernel.Kernels;
import io.nibble.kernel.operand.Int4Weights;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.run.BatchMemory;

/** Off-heap room to pack a block of quantized rows. */
final class Int4Block implements AutoCloseable {
  private static final int VALUES = 0;
  private static final int SCALES = 1;
  private static final int ZERO_POINTS = 2;
  private static final int PACKED = 3;

  private final PackedLayout layout;
  private final boolean symmetric;
  private final BatchMemory memory;

  Int4Block(PackedLayout layout, boolean symmetric) {
    this.layout = layout;
    this.symmetric = symmetric;
    long groups = (long) layout.n() * layout.groups();
    this.memory =
        new BatchMemory(
            (long) layout.n() * layout.k(),
            groups * Float.BYTES,
            groups,
            layout.nibbleBytes(),
            layout.scaleBytes(),
            layout.scaleCount(),
            (long) layout.columnCount() * Float.BYTES);
  }

  /** Packs the rows; the result is borrowed from this block. */
  Int4Weights pack(Int4Rows rows, Kernels kernels) {
    memory.part(VALUES).copyFrom(rows.values, 0, 0, rows.values.length);
    memory.part(SCALES).copyFrom(rows.scales, 0, 0, rows.scales.length);
    memory.part(ZERO_POINTS).copyFrom(rows.zeroPoints, 0, 0, rows.zeroPoints.length);
    Int4Weights packed =
        new Int4Weights(
            layout,
            memory.part(PACKED),
            memory.part(PACKED + 1),
            symmetric ? null : memory.part(PACKED + 2),
            memory.part(PACKED + 3),
            null);
    kernels.packInt4(
        layout,
        memory.part(VALUES),
        memory.part(SCALES),
        symmetric ? null : memory.part(ZERO_POINTS),
        packed);
    return packed;
  }

  /** Whether every column's comp is finite. */
  boolean finite() {
    for (int column = 0; column < layout.columnCount(); column++) {
      if (!Float.isFinite(memory.part(PACKED + 3).floatAt(column))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    memory.close();
  }
}
