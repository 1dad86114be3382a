package io.nibble.build;

import io.nibble.kernel.operand.PackedLayout;
import java.io.IOException;

/** Cuts a weight into blocks of whole panels, so that memory does not grow with its rows. */
final class LayerBlocks {
  private static final int ELEMENTS = 1 << 22;

  /** Takes the rows of one block; {@code panel} is the first of its panels. */
  interface Sink {
    void accept(int panel, int rows, float[] weights) throws IOException;
  }

  private LayerBlocks() {}

  static void forEach(LayerWeights layer, FloatTensors tensors, Sink sink) throws IOException {
    int panels = Math.max(1, ELEMENTS / PackedLayout.PANEL / layer.inputs());
    int step = panels * PackedLayout.PANEL;
    for (int row = 0; row < layer.outputs(); row += step) {
      int rows = Math.min(step, layer.outputs() - row);
      float[] weights =
          tensors.read(layer.weight(), (long) row * layer.inputs(), rows * layer.inputs());
      sink.accept(row / PackedLayout.PANEL, rows, weights);
    }
  }
}
