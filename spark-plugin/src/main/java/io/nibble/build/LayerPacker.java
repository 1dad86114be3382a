package io.nibble.build;

import io.nibble.graph.operator.LinearOperator;
import java.io.IOException;
import java.util.Optional;

/** How the weights of a layer are stored. */
interface LayerPacker {
  /**
   * The operator that the layer becomes.
   *
   * @param sqnr what packing it gave, once that is known
   */
  LinearOperator operator(LayerWeights layer, Optional<Double> sqnr);

  /** Packs a layer; gives the SQNR of its weights if that lost anything. */
  Optional<Double> pack(LayerWeights layer, LayerTarget target) throws IOException;
}
