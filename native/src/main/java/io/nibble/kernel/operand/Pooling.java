package io.nibble.kernel.operand;

/** What the tokens of a row become; ordinals equal the constants of {@code nibble.h}. */
public enum Pooling {
  FIRST,
  MEAN,
  MAX,
  LAST
}
