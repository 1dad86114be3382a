package io.nibble.kernel;

/** How a row of activations becomes int8; ordinals equal the constants of {@code nibble.h}. */
public enum ActivationQuantization {
  SYMMETRIC,
  ASYMMETRIC
}
