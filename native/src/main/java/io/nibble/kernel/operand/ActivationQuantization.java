package io.nibble.kernel.operand;

/** How a row of activations becomes int8; ordinals equal the constants of {@code nibble.h}. */
public enum ActivationQuantization {
  SYMMETRIC,
  ASYMMETRIC
}
