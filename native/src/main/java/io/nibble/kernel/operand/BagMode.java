package io.nibble.kernel.operand;

/** What the ids of a row become; ordinals equal the constants of {@code nibble.h}. */
public enum BagMode {
  SUM,
  MEAN
}
