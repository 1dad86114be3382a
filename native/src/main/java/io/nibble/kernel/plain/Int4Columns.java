package io.nibble.kernel.plain;

import static io.nibble.kernel.operand.PackedLayout.PANEL;

import io.nibble.kernel.operand.Int4Weights;
import io.nibble.memory.ElementType;
import io.nibble.memory.HalfFloat;
import io.nibble.memory.RawMemory;
import java.util.Arrays;

/** Columns of int4 weights: the low nibbles of a panel are half 0, the high ones half 1. */
final class Int4Columns extends ColumnBlock {
  private static final int SYMMETRIC_ZERO_POINT = 8;

  private final Int4Weights w;

  Int4Columns(Int4Weights w) {
    super(w.layout(), w.comp(), w.bias());
    this.w = w;
  }

  @Override
  void loadGroup(int g) {
    long from = firstScale(g);
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

  @Override
  void unpack(int k, int count) {
    int[][] low = values[0];
    int[][] high = values[1];
    for (int i = 0; i < count; i += 4) {
      for (int p = 0; p < panels(); p++) {
        long from = 16L * (firstPanel() + p) * layout.paddedK() + 16L * (k + i);
        RawMemory.copy(w.nibbles().address() + from, words, p * HALF_PANEL, HALF_PANEL);
      }
      split(words, 15, low[i], low[i + 1], low[i + 2], low[i + 3]);
      shift(words);
      split(words, 15, high[i], high[i + 1], high[i + 2], high[i + 3]);
    }
  }

  private static void shift(int[] words) {
    for (int c = 0; c < words.length; c++) {
      words[c] >>>= 4;
    }
  }
}
