package io.nibble.graph.operator;

import io.nibble.kernel.Kernels;
import io.nibble.kernel.operand.Activation;
import io.nibble.kernel.operand.ActivationQuantization;
import io.nibble.kernel.operand.PackedLayout;
import java.util.Optional;

/** A linear layer with packed integer weights, whose input rows become int8. */
public abstract class QuantizedLinear extends LinearOperator {
  private final PackedLayout layout;
  private final ActivationQuantization activations;
  private final Optional<Double> sqnr;

  QuantizedLinear(
      String name,
      PackedLayout layout,
      ActivationQuantization activations,
      Activation activation,
      boolean bias,
      Optional<Double> sqnr) {
    super(name, layout.k(), layout.n(), activation, bias);
    this.layout = layout;
    this.activations = activations;
    this.sqnr = sqnr;
  }

  public final PackedLayout layout() {
    return layout;
  }

  /** How its input rows are quantized. */
  public final ActivationQuantization activationQuantization() {
    return activations;
  }

  @Override
  public final Optional<Double> sqnr() {
    return sqnr;
  }

  /** Multiplies with the weights; bound, with the workspace that the quantized rows need. */
  interface Product {
    void run(Kernels kernels, Operands operands);
  }

  final BoundOperator bound(Product product) {
    return new Bound(product, layout);
  }

  private record Bound(Product product, PackedLayout layout) implements BoundOperator {
    @Override
    public void run(Kernels kernels, Operands operands) {
      product.run(kernels, operands);
    }

    @Override
    public long workspaceBytes(Kernels kernels, long lines) {
      return kernels.workspaceBytes(lines, layout.k(), layout.groupSize());
    }
  }
}
