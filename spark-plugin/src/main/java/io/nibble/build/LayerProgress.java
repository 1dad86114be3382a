package io.nibble.build;

import java.util.List;

/** Adds up the weights of a model that were packed. */
final class LayerProgress {
  private final QuantizeProgress listener;
  private final long total;
  private long done;

  LayerProgress(List<LayerWeights> layers, QuantizeProgress listener) {
    this.listener = listener;
    this.total = layers.stream().mapToLong(LayerWeights::elements).sum();
  }

  void packed(String layer, long weights) {
    done += weights;
    listener.advanced(layer, done, total);
  }
}
