package io.nibble.model;

import io.nibble.kernel.ActivationQuantization;

/**
 * How one layer is quantized.
 *
 * @param groupSize 32, 64 or 128 consecutive inputs that share a scale, or 0 for one group per
 *     output channel
 * @param symmetricWeights whether every weight has the zero point 8 instead of its group's own
 * @param activations how input rows become int8
 */
public record Int4Settings(
    int groupSize, boolean symmetricWeights, ActivationQuantization activations) {}
