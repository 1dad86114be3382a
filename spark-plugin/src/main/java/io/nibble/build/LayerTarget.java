package io.nibble.build;

import io.nibble.file.TensorInfo;
import io.nibble.graph.operator.LinearOperator;
import io.nibble.kernel.Kernels;
import io.nibble.kernel.operand.Float32Weights;
import io.nibble.memory.Slice;
import io.nibble.run.BatchMemory;
import java.io.IOException;
import java.util.Map;

/** The data section that layers are packed into, and what they are read from. */
final class LayerTarget {
  private final FloatTensors source;
  private final Map<String, TensorInfo> places;
  private final DataScratch data;
  private final Kernels kernels;
  private final LayerProgress progress;

  LayerTarget(
      FloatTensors source,
      Map<String, TensorInfo> places,
      DataScratch data,
      Kernels kernels,
      LayerProgress progress) {
    this.source = source;
    this.places = places;
    this.data = data;
    this.kernels = kernels;
    this.progress = progress;
  }

  FloatTensors source() {
    return source;
  }

  Kernels kernels() {
    return kernels;
  }

  /** Hands a layer's weights to {@code sink}, block by block, then writes its bias. */
  void pack(LinearOperator operator, LayerWeights layer, LayerBlocks.Sink sink) throws IOException {
    LayerBlocks.forEach(
        layer,
        source,
        (panel, rows, weights) -> {
          sink.accept(panel, rows, weights);
          progress.packed(layer.name(), weights.length);
        });
    if (layer.bias().isPresent()) {
      writeBias(source.read(layer.bias().get(), 0, layer.outputs()), operator);
    }
  }

  private void writeBias(float[] bias, LinearOperator operator) throws IOException {
    try (BatchMemory memory = new BatchMemory(Float32Weights.biasBytes(bias.length))) {
      memory.part(0).copyFrom(bias, 0, 0, bias.length);
      write(operator.part(LinearOperator.BIAS), 0, memory.part(0));
    }
  }

  /** Writes whole panels of a tensor, whose first dimension counts panels. */
  void write(String name, int panel, Slice bytes) throws IOException {
    TensorInfo place = places.get(name);
    long panelBytes = place.bytes() / place.spec().shape().get(0);
    data.write(place.begin() + panel * panelBytes, bytes);
  }
}
