package io.nibble.build;

import io.nibble.graph.operator.Int4Settings;
import io.nibble.graph.operator.LinearInt4;
import io.nibble.kernel.operand.Int4Weights;
import io.nibble.kernel.operand.PackedLayout;
import java.io.IOException;
import java.util.Optional;

/** Quantizes layers to 4 bits. */
final class Int4Packer implements LayerPacker {
  private final Int4Settings settings;

  Int4Packer(Int4Settings settings) {
    this.settings = settings;
  }

  @Override
  public LinearInt4 operator(LayerWeights layer, Optional<Double> sqnr) {
    return new LinearInt4(
        layer.name(),
        layer.inputs(),
        layer.outputs(),
        settings,
        layer.layer().activation(),
        layer.bias().isPresent(),
        sqnr);
  }

  @Override
  public Optional<Double> pack(LayerWeights layer, LayerTarget target) throws IOException {
    LinearInt4 operator = operator(layer, Optional.empty());
    QuantizationNoise noise = new QuantizationNoise();
    target.pack(
        operator,
        layer,
        (panel, rows, weights) -> {
          Int4Rows quantized = quantize(layer, rows, weights, noise, target);
          pack(operator, layer, panel, quantized, target);
        });
    return noise.decibels();
  }

  private Int4Rows quantize(
      LayerWeights layer, int rows, float[] weights, QuantizationNoise noise, LayerTarget target) {
    Int4Rows quantized = new Int4Rows(layout(layer, rows), settings.symmetricWeights());
    if (!quantized.quantize(weights, noise)) {
      throw target.source().error(layer.weight(), "has a group whose range exceeds float32");
    }
    return quantized;
  }

  private void pack(
      LinearInt4 operator, LayerWeights layer, int panel, Int4Rows rows, LayerTarget target)
      throws IOException {
    boolean symmetric = settings.symmetricWeights();
    try (Int4Block block = new Int4Block(rows.layout(), symmetric)) {
      Int4Weights packed = block.pack(rows, target.kernels());
      if (!block.finite()) {
        throw target.source().error(layer.weight(), "has a row whose sum exceeds float32");
      }
      target.write(operator.part(LinearInt4.NIBBLES), panel, packed.nibbles());
      target.write(operator.part(LinearInt4.SCALES), panel, packed.scales());
      target.write(operator.part(LinearInt4.COMP), panel, packed.comp());
      if (!symmetric) {
        target.write(operator.part(LinearInt4.ZERO_POINTS), panel, packed.zeroPoints());
      }
    }
  }

  private PackedLayout layout(LayerWeights layer, int rows) {
    return new PackedLayout(rows, layer.inputs(), settings.groupSize(), settings.scaleType());
  }
}
