package io.nibble.kernel.plain;

import static io.nibble.kernel.operand.PackedLayout.PANEL;

import io.nibble.kernel.operand.Int8Weights;
import io.nibble.memory.RawMemory;
import java.util.Arrays;

/** Columns of int8 weights: the first sixteen of a panel are half 0, the others half 1. */
final class Int8Columns extends ColumnBlock {
  private final Int8Weights w;

  Int8Columns(Int8Weights w) {
    super(w.layout(), w.comp(), w.bias());
    this.w = w;
    for (int[] half : zeroPoints) {
      Arrays.fill(half, JavaInt8Packing.ZERO_POINT);
    }
  }

  @Override
  void loadGroup(int g) {
    copyColumns(w.scales(), firstScale(g), layout.groups(), scales);
  }

  @Override
  void unpack(int k, int count) {
    for (int i = 0; i < count; i += 4) {
      for (int half = 0; half < HALVES; half++) {
        for (int p = 0; p < panels(); p++) {
          long quad = (long) PANEL * ((long) (firstPanel() + p) * layout.paddedK() + k + i);
          long from = w.weights().address() + quad + half * 4L * HALF_PANEL;
          RawMemory.copy(from, words, p * HALF_PANEL, HALF_PANEL);
        }
        int[][] quads = values[half];
        split(words, 255, quads[i], quads[i + 1], quads[i + 2], quads[i + 3]);
      }
    }
  }
}
