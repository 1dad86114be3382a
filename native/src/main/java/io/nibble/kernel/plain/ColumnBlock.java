package io.nibble.kernel.plain;

import static io.nibble.kernel.operand.PackedLayout.PANEL;

import io.nibble.kernel.operand.Int4Weights;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.memory.ElementType;
import io.nibble.memory.HalfFloat;
import io.nibble.memory.RawMemory;
import io.nibble.memory.Slice;
import java.util.Arrays;

/**
 * The weights of a few panels side by side, unpacked from one stretch of k at a time.
 *
 * <p>Columns keep the order in which the nibbles lie: half 0 has the columns of the low nibbles,
 * sixteen from each panel, half 1 those of the high ones. Every array of a half starts at index 0,
 * because the JIT compiler vectorizes loops over several arrays only without offsets.
 */
final class ColumnBlock {
  static final int HALVES = 2;

  private static final int MOST_PANELS = 8;
  private static final int HALF_PANEL = PANEL / HALVES;
  private static final int SYMMETRIC_ZERO_POINT = 8;

  private final Int4Weights w;
  private final PackedLayout layout;
  private final int[] words;
  private int firstPanel;

  /** Columns of one half. */
  final int width;

  /** Unpacked weights: half, k, column. */
  final int[][][] values;

  final float[][] scales;
  final int[][] zeroPoints;
  final float[][] comp;
  final float[][] bias;

  ColumnBlock(Int4Weights w, int stretch) {
    this.w = w;
    this.layout = w.layout();
    this.width = Math.min(MOST_PANELS, layout.panels()) * HALF_PANEL;
    this.words = new int[width];
    this.values = new int[HALVES][stretch][width];
    this.scales = new float[HALVES][width];
    this.zeroPoints = new int[HALVES][width];
    this.comp = new float[HALVES][width];
    this.bias = new float[HALVES][width];
  }

  /** Panels of a block; the last block may have fewer. */
  int most() {
    return width / HALF_PANEL;
  }

  void moveTo(int panel) {
    firstPanel = panel;
    copyColumns(w.comp(), (long) panel * PANEL, 1, comp);
    if (w.bias() != null) {
      copyColumns(w.bias(), (long) panel * PANEL, 1, bias);
    }
  }

  void loadGroup(int g) {
    long from = ((long) firstPanel * layout.groups() + g) * PANEL;
    if (layout.scaleType() == ElementType.BFLOAT16) {
      widenScales(w.scales().address() + 2 * from);
    } else {
      copyColumns(w.scales(), from, layout.groups(), scales);
    }
    for (int half = 0; half < HALVES; half++) {
      if (w.zeroPoints() == null) {
        Arrays.fill(zeroPoints[half], SYMMETRIC_ZERO_POINT);
      } else {
        loadZeroPoints(w.zeroPoints().address() + from, half);
      }
    }
  }

  /** Copies the floats of each panel's 32 columns, {@code step} panels' worth apart. */
  private void copyColumns(Slice source, long from, int step, float[][] target) {
    for (int p = 0; p < panels(); p++) {
      long address = source.address() + 4 * (from + (long) p * step * PANEL);
      RawMemory.copy(address, target[0], p * HALF_PANEL, HALF_PANEL);
      RawMemory.copy(address + 4 * HALF_PANEL, target[1], p * HALF_PANEL, HALF_PANEL);
    }
  }

  private void widenScales(long from) {
    for (int half = 0; half < HALVES; half++) {
      for (int i = 0; i < panels() * HALF_PANEL; i++) {
        long panel = from + 2L * (i / HALF_PANEL) * layout.groups() * PANEL;
        short bits = RawMemory.shortAt(panel + 2 * (half * HALF_PANEL + i % HALF_PANEL));
        scales[half][i] = HalfFloat.fromBfloat16(bits);
      }
    }
  }

  private void loadZeroPoints(long from, int half) {
    for (int i = 0; i < panels() * HALF_PANEL; i++) {
      long panel = from + (long) (i / HALF_PANEL) * layout.groups() * PANEL;
      zeroPoints[half][i] = RawMemory.byteAt(panel + half * HALF_PANEL + i % HALF_PANEL);
    }
  }

  /** Unpacks {@code count} k from {@code k}, both multiples of four. */
  void unpack(int k, int count) {
    int[][] low = values[0];
    int[][] high = values[1];
    for (int i = 0; i < count; i += 4) {
      for (int p = 0; p < panels(); p++) {
        long from = 16L * (firstPanel + p) * layout.paddedK() + 16L * (k + i);
        RawMemory.copy(w.nibbles().address() + from, words, p * HALF_PANEL, HALF_PANEL);
      }
      split(words, low[i], low[i + 1], low[i + 2], low[i + 3]);
      shift(words);
      split(words, high[i], high[i + 1], high[i + 2], high[i + 3]);
    }
  }

  /** The low nibbles of each word's bytes, from the least byte. */
  private static void split(int[] words, int[] k0, int[] k1, int[] k2, int[] k3) {
    for (int c = 0; c < words.length; c++) {
      k0[c] = words[c] & 15;
      k1[c] = words[c] >>> 8 & 15;
      k2[c] = words[c] >>> 16 & 15;
      k3[c] = words[c] >>> 24 & 15;
    }
  }

  private static void shift(int[] words) {
    for (int c = 0; c < words.length; c++) {
      words[c] >>>= 4;
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

  private int panels() {
    return Math.min(most(), layout.panels() - firstPanel);
  }
}
