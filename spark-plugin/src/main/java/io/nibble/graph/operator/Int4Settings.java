package io.nibble.graph.operator;

import io.nibble.kernel.operand.ActivationQuantization;
import io.nibble.memory.ElementType;

/**
 * How one layer is quantized.
 *
 * @param groupSize 32, 64 or 128 consecutive inputs that share a scale, or 0 for one group per
 *     output channel
 * @param symmetricWeights whether every weight has the zero point 8 instead of its group's own
 * @param activations how input rows become int8
 * @param scaleType what scales are rounded to and stored as: FLOAT32 or BFLOAT16
 */
public record Int4Settings(
    int groupSize,
    boolean symmetricWeights,
    ActivationQuantization activations,
    ElementType scaleType) {
  /** Float32 scales. */
  public Int4Settings(int groupSize, boolean symmetricWeights, ActivationQuantization activations) {
    this(groupSize, symmetricWeights, activations, ElementType.FLOAT32);
  }
}
