package io.nibble.memory;

/**
 * Element type of activations, results and scales; ordinals equal the constants of {@code
 * nibble.h}.
 */
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

  /** The value of this type that is nearest to {@code value}; ties to even. */
  public float nearest(float value) {
    return switch (this) {
      case FLOAT32 -> value;
      case BFLOAT16 -> HalfFloat.fromBfloat16(HalfFloat.toBfloat16(value));
      case FLOAT16 -> HalfFloat.fromFloat16(HalfFloat.toFloat16(value));
    };
  }
}
