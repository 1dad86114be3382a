package io.nibble.kernel;

/** Element type of activations and results; ordinals equal the constants of {@code nibble.h}. */
public enum ElementType {
  FLOAT32(4),
  BFLOAT16(2),
  FLOAT16(2);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }
}
