package io.nibble.build;

import io.nibble.kernel.Kernels;
import io.nibble.kernel.operand.ActivationQuantization;
import io.nibble.kernel.operand.Int4Weights;
import io.nibble.kernel.operand.Matrix;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.memory.ElementType;
import io.nibble.run.BatchMemory;

/** A quantized layer whose rows come and go in any element type. */
final class TypedLayer implements AutoCloseable {
  private final Kernels kernels;
  private final ElementType type;
  private final ActivationQuantization mode;
  private final FloatMlp.Layer layer;
  private final Int4Block block;
  private final BatchMemory memory;
  private final Int4Weights weights;

  TypedLayer(
      Kernels kernels,
      ElementType type,
      ActivationQuantization mode,
      boolean symmetricWeights,
      FloatMlp.Layer layer,
      int rows) {
    this.kernels = kernels;
    this.type = type;
    this.mode = mode;
    this.layer = layer;
    PackedLayout layout = new PackedLayout(layer.outputs(), layer.inputs(), 32);
    Int4Rows quantized = new Int4Rows(layout, symmetricWeights);
    quantized.quantize(layer.weight(), new QuantizationNoise());
    block = new Int4Block(layout, symmetricWeights);
    memory =
        new BatchMemory(
            (long) rows * layer.inputs() * type.bytes(),
            (long) rows * layer.outputs() * type.bytes(),
            (long) layout.columnCount() * Float.BYTES,
            kernels.workspaceBytes(rows, layer.inputs(), 32));
    weights = withBias(block.pack(quantized, kernels));
  }

  /** The layer's results for whole rows. */
  float[] apply(float[] x) {
    int rows = x.length / layer.inputs();
    for (int i = 0; i < x.length; i++) {
      Halves.put(memory.part(0), type, i, x[i]);
    }
    kernels.linear(
        weights,
        mode,
        layer.activation(),
        Matrix.of(memory.part(0), type, rows, layer.inputs()),
        Matrix.of(memory.part(1), type, rows, layer.outputs()),
        memory.part(3));
    float[] y = new float[rows * layer.outputs()];
    for (int i = 0; i < y.length; i++) {
      y[i] = Halves.get(memory.part(1), type, i);
    }
    return y;
  }

  @Override
  public void close() {
    block.close();
    memory.close();
  }

  private Int4Weights withBias(Int4Weights packed) {
    if (layer.bias() == null) {
      return packed;
    }
    memory.part(2).copyFrom(layer.bias(), 0, 0, layer.outputs());
    return new Int4Weights(
        packed.layout(),
        packed.nibbles(),
        packed.scales(),
        packed.zeroPoints(),
        packed.comp(),
        memory.part(2));
  }
}
