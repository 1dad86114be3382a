package io.nibble.build;

import io.nibble.graph.operator.LinearFloat32;
import io.nibble.kernel.operand.Float32Weights;
import io.nibble.run.BatchMemory;
import java.io.IOException;
import java.util.Optional;

/** Leaves layers in float32. */
final class Float32Packer implements LayerPacker {
  @Override
  public LinearFloat32 operator(LayerWeights layer, Optional<Double> sqnr) {
    return new LinearFloat32(
        layer.name(),
        layer.inputs(),
        layer.outputs(),
        layer.layer().activation(),
        layer.bias().isPresent());
  }

  @Override
  public Optional<Double> pack(LayerWeights layer, LayerTarget target) throws IOException {
    LinearFloat32 operator = operator(layer, Optional.empty());
    target.pack(
        operator, layer, (panel, rows, weights) -> pack(operator, panel, rows, weights, target));
    return Optional.empty();
  }

  private static void pack(
      LinearFloat32 operator, int panel, int rows, float[] weights, LayerTarget target)
      throws IOException {
    int k = operator.inputs();
    try (BatchMemory memory =
        new BatchMemory((long) weights.length * Float.BYTES, Float32Weights.weightBytes(rows, k))) {
      memory.part(0).copyFrom(weights, 0, 0, weights.length);
      target
          .kernels()
          .packFloat32(memory.part(0), new Float32Weights(rows, k, memory.part(1), null));
      target.write(operator.part(LinearFloat32.WEIGHT), panel, memory.part(1));
    }
  }
}
