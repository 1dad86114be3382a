package io.nibble.build;

import io.nibble.file.TensorInfo;
import io.nibble.graph.operator.LinearFloat32;
import io.nibble.graph.operator.LinearInt4;
import io.nibble.graph.operator.Operator;
import io.nibble.kernel.Kernels;
import io.nibble.kernel.operand.Float32Weights;
import io.nibble.kernel.operand.Int4Weights;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.memory.Slice;
import io.nibble.run.BatchMemory;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Packs the layers of a float model, block by block, into a data section. */
final class LayerWriter {
  private final FloatTensors source;
  private final Map<String, TensorInfo> places;
  private final DataScratch target;
  private final Kernels kernels;

  private final LayerProgress progress;

  LayerWriter(
      FloatTensors source,
      Map<String, TensorInfo> places,
      DataScratch target,
      Kernels kernels,
      LayerProgress progress) {
    this.source = source;
    this.places = places;
    this.target = target;
    this.kernels = kernels;
    this.progress = progress;
  }

  /** Packs a layer as its operator wants it; gives the SQNR of its weights if it lost anything. */
  Optional<Double> write(Operator operator, LayerWeights layer) throws IOException {
    if (operator instanceof LinearInt4 int4) {
      return writeInt4(int4, layer).decibels();
    }
    if (operator instanceof LinearFloat32 float32) {
      writeFloat32(float32, layer);
      return Optional.empty();
    }
    throw new IllegalArgumentException("operator " + operator.type() + " has no weights");
  }

  private QuantizationNoise writeInt4(LinearInt4 operator, LayerWeights layer) throws IOException {
    QuantizationNoise noise = new QuantizationNoise();
    LayerBlocks.forEach(
        layer,
        source,
        (panel, rows, weights) -> {
          writeInt4(operator, layer, panel, rows, weights, noise);
          progress.packed(layer.name(), weights.length);
        });
    writeBias(layer, operator.part(LinearInt4.BIAS));
    return noise;
  }

  private void writeFloat32(LinearFloat32 operator, LayerWeights layer) throws IOException {
    LayerBlocks.forEach(
        layer,
        source,
        (panel, rows, weights) -> {
          writeFloat32(operator, panel, rows, weights);
          progress.packed(layer.name(), weights.length);
        });
    writeBias(layer, operator.part(LinearFloat32.BIAS));
  }

  private void writeInt4(
      LinearInt4 operator,
      LayerWeights layer,
      int panel,
      int rows,
      float[] weights,
      QuantizationNoise noise)
      throws IOException {
    boolean symmetric = operator.symmetricWeights();
    PackedLayout layout =
        new PackedLayout(
            rows, operator.inputs(), operator.layout().groupSize(), operator.layout().scaleType());
    Int4Rows quantized = new Int4Rows(layout, symmetric);
    if (!quantized.quantize(weights, noise)) {
      throw source.error(layer.weight(), "has a group whose range exceeds float32");
    }
    try (Int4Block block = new Int4Block(layout, symmetric)) {
      Int4Weights packed = block.pack(quantized, kernels);
      if (!block.finite()) {
        throw source.error(layer.weight(), "has a row whose sum exceeds float32");
      }
      write(operator.part(LinearInt4.NIBBLES), panel, packed.nibbles());
      write(operator.part(LinearInt4.SCALES), panel, packed.scales());
      write(operator.part(LinearInt4.COMP), panel, packed.comp());
      if (!symmetric) {
        write(operator.part(LinearInt4.ZERO_POINTS), panel, packed.zeroPoints());
      }
    }
  }

  private void writeFloat32(LinearFloat32 operator, int panel, int rows, float[] weights)
      throws IOException {
    int k = operator.inputs();
    try (BatchMemory memory =
        new BatchMemory((long) weights.length * Float.BYTES, Float32Weights.weightBytes(rows, k))) {
      memory.part(0).copyFrom(weights, 0, 0, weights.length);
      kernels.packFloat32(memory.part(0), new Float32Weights(rows, k, memory.part(1), null));
      write(operator.part(LinearFloat32.WEIGHT), panel, memory.part(1));
    }
  }

  private void writeBias(LayerWeights layer, String name) throws IOException {
    if (layer.bias().isEmpty()) {
      return;
    }
    float[] bias = source.read(layer.bias().get(), 0, layer.outputs());
    try (BatchMemory memory = new BatchMemory(Float32Weights.biasBytes(bias.length))) {
      memory.part(0).copyFrom(bias, 0, 0, bias.length);
      write(name, 0, memory.part(0));
    }
  }

  /** Writes whole panels of a tensor, whose first dimension counts panels. */
  private void write(String name, int panel, Slice bytes) throws IOException {
    TensorInfo place = places.get(name);
    long panelBytes = place.bytes() / place.spec().shape().get(0);
    target.write(place.begin() + panel * panelBytes, bytes);
  }
}
