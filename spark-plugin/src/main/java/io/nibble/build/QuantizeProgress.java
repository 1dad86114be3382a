package io.nibble.build;

/** Hears how far a quantization has come. */
@FunctionalInterface
public interface QuantizeProgress {
  /** Hears nothing. */
  QuantizeProgress NONE = (layer, done, total) -> {};

  /**
   * Called after each block of a layer.
   *
   * @param layer the layer at work
   * @param done weights done, of all layers
   * @param total weights of all layers
   */
  void advanced(String layer, long done, long total);
}
