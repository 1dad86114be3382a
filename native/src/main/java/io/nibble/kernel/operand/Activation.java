package io.nibble.kernel.operand;

/** Activation function applied after the bias; ordinals equal the constants of {@code nibble.h}. */
public enum Activation {
  IDENTITY,
  RELU,
  GELU_ERF,
  GELU_TANH,
  SILU,
  TANH,
  SIGMOID
}
