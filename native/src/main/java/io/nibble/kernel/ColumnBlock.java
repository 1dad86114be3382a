package io.nibble.kernel;

import static io.nibble.kernel.PackedLayout.PANEL;

/** The weights of a few panels side by side, unpacked from one stretch of k at a time. */
final class ColumnBlock {
  private static final int MOST_PANELS = 4;
  private static final int SYMMETRIC_ZERO_POINT = 8;

  private final Int4Weights w;
  private final PackedLayout layout;
  private final byte[] packed;
  private int firstPanel;

  /** Columns side by side: the row length of {@link #values}. */
  final int width;

  /** Unpacked weights, k × width. */
  final int[] values;

  final float[] scales;
  final int[] zeroPoints;
  final float[] comp;
  final float[] bias;

  ColumnBlock(Int4Weights w, int stretch) {
    this.w = w;
    this.layout = w.layout();
    this.packed = new byte[16 * stretch];
    this.width = Math.min(MOST_PANELS, layout.panels()) * PANEL;
    this.values = new int[stretch * width];
    this.scales = new float[width];
    this.zeroPoints = new int[width];
    this.comp = new float[width];
    this.bias = new float[width];
  }

  int firstColumn() {
    return firstPanel * PANEL;
  }

  /** Columns that exist: fewer than the width in the last block. */
  int columns() {
    return Math.min(width, layout.n() - firstColumn());
  }

  void moveTo(int panel) {
    firstPanel = panel;
    int columns = panels() * PANEL;
    RawMemory.copy(w.comp().address() + 4L * firstColumn(), comp, 0, columns);
    if (w.bias() != null) {
      RawMemory.copy(w.bias().address() + 4L * firstColumn(), bias, 0, columns);
    }
  }

  void loadGroup(int g) {
    for (int p = 0; p < panels(); p++) {
      long from = ((long) (firstPanel + p) * layout.groups() + g) * PANEL;
      RawMemory.copy(w.scales().address() + 4 * from, scales, p * PANEL, PANEL);
      for (int c = 0; c < PANEL; c++) {
        zeroPoints[p * PANEL + c] =
            w.zeroPoints() == null
                ? SYMMETRIC_ZERO_POINT
                : RawMemory.byteAt(w.zeroPoints().address() + from + c);
      }
    }
  }

  void unpack(int k, int count) {
    for (int p = 0; p < panels(); p++) {
      long from = 16L * (firstPanel + p) * layout.paddedK() + 16L * k;
      RawMemory.copy(w.nibbles().address() + from, packed, 0, 16 * count);
      for (int k4 = 0; k4 < count; k4 += 4) {
        unpackFour(16 * k4, k4 * width + p * PANEL);
      }
    }
  }

  private void unpackFour(int from, int to) {
    for (int j = 0; j < 4; j++) {
      int row = to + j * width;
      for (int c = 0; c < 16; c++) {
        int both = packed[from + 4 * c + j];
        values[row + c] = both & 15;
        values[row + c + 16] = both >> 4 & 15;
      }
    }
  }

  private int panels() {
    return Math.min(width / PANEL, layout.panels() - firstPanel);
  }
}
