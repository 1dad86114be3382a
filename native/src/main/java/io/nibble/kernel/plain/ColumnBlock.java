package io.nibble.kernel.plain;

import static io.nibble.kernel.operand.PackedLayout.PANEL;

import io.nibble.kernel.operand.PackedLayout;
import io.nibble.memory.RawMemory;
import io.nibble.memory.Slice;

/**
 * The weights of a few panels side by side, unpacked from one stretch of k at a time.
 *
 * <p>Columns keep the order in which they lie in memory, sixteen of each panel in either half.
 * Every array of a half starts at index 0, because the JIT compiler vectorizes loops over several
 * arrays only without offsets.
 */
abstract class ColumnBlock {
  static final int HALVES = 2;
  static final int HALF_PANEL = PANEL / HALVES;

  /** Longest stretch of k unpacked at a time; only a per-channel group is longer. */
  private static final int STRETCH = 128;

  private static final int MOST_PANELS = 8;

  final PackedLayout layout;
  private final Slice packedComp;
  private final Slice packedBias;
  private int firstPanel;

  /** The bytes of four k of a half, a word for each column. */
  final int[] words;

  /** k of one stretch. */
  final int stretch;

  /** Columns of one half. */
  final int width;

  /** Unpacked weights, without their zero points taken off: half, k, column. */
  final int[][][] values;

  final float[][] scales;
  final int[][] zeroPoints;
  final float[][] comp;
  final float[][] bias;

  ColumnBlock(PackedLayout layout, Slice packedComp, Slice packedBias) {
    this.layout = layout;
    this.packedComp = packedComp;
    this.packedBias = packedBias;
    this.stretch = Math.min(STRETCH, layout.groupLength());
    this.width = Math.min(MOST_PANELS, layout.panels()) * HALF_PANEL;
    this.words = new int[width];
    this.values = new int[HALVES][stretch][width];
    this.scales = new float[HALVES][width];
    this.zeroPoints = new int[HALVES][width];
    this.comp = new float[HALVES][width];
    this.bias = new float[HALVES][width];
  }

  /** Loads scales and zero points of a group. */
  abstract void loadGroup(int g);

  /** Unpacks {@code count} k from {@code k}, both multiples of four. */
  abstract void unpack(int k, int count);

  /** Panels of a block; the last block may have fewer. */
  int most() {
    return width / HALF_PANEL;
  }

  void moveTo(int panel) {
    firstPanel = panel;
    copyColumns(packedComp, (long) panel * PANEL, 1, comp);
    if (packedBias != null) {
      copyColumns(packedBias, (long) panel * PANEL, 1, bias);
    }
  }

  /** Index of the first panel's first scale of a group. */
  long firstScale(int g) {
    return ((long) firstPanel * layout.groups() + g) * PANEL;
  }

  /** Copies the floats of each panel's 32 columns, {@code step} panels' worth apart. */
  void copyColumns(Slice source, long from, int step, float[][] target) {
    for (int p = 0; p < panels(); p++) {
      long address = source.address() + 4 * (from + (long) p * step * PANEL);
      RawMemory.copy(address, target[0], p * HALF_PANEL, HALF_PANEL);
      RawMemory.copy(address + 4 * HALF_PANEL, target[1], p * HALF_PANEL, HALF_PANEL);
    }
  }

  /** The masked bytes of each word, from the least. */
  static void split(int[] words, int mask, int[] k0, int[] k1, int[] k2, int[] k3) {
    for (int c = 0; c < words.length; c++) {
      k0[c] = words[c] & mask;
      k1[c] = words[c] >>> 8 & mask;
      k2[c] = words[c] >>> 16 & mask;
      k3[c] = words[c] >>> 24 & mask;
    }
  }

  /** Stores one row of the block, of which {@code halves} hold the columns, to the output. */
  void store(float[][] halves, Rows output, long row) {
    for (int p = 0; p < panels(); p++) {
      for (int half = 0; half < HALVES; half++) {
        int column = (firstPanel + p) * PANEL + half * HALF_PANEL;
        int count = Math.min(HALF_PANEL, layout.n() - column);
        if (count > 0) {
          output.store(row, column, halves[half], p * HALF_PANEL, count);
        }
      }
    }
  }

  int firstPanel() {
    return firstPanel;
  }

  int panels() {
    return Math.min(most(), layout.panels() - firstPanel);
  }
}
