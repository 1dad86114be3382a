package io.nibble.kernel.operand;

import io.nibble.memory.Checks;
import io.nibble.memory.ElementType;
import io.nibble.memory.Slice;

/**
 * A packed int8 layer, borrowed from the owner of its memory.
 *
 * @param layout with float32 scales; per channel, at most {@link #MAX_CHANNEL_K} inputs
 * @param weights {@link PackedLayout#int8Bytes} bytes, each a value + 128
 * @param scales {@link PackedLayout#scaleCount} floats
 * @param comp {@link PackedLayout#columnCount} floats: Σ_g s·Σ_k w of each column
 * @param bias as many floats, padding included, or null for none
 */
public record Int8Weights(
    PackedLayout layout, Slice weights, Slice scales, Slice comp, Slice bias) {
  /** Longest channel that shares one scale: its integer sums stay within int32. */
  public static final int MAX_CHANNEL_K = 131_071;

  public Int8Weights {
    checkLayout(layout);
    Checks.bytes("weights", weights, layout.int8Bytes());
    Checks.floats("scales", scales, layout.scaleCount());
    Checks.floats("comp", comp, layout.columnCount());
    if (bias != null) {
      Checks.floats("bias", bias, layout.columnCount());
    }
  }

  /** That int8 weights can have the layout. */
  public static void checkLayout(PackedLayout layout) {
    Checks.notNull("layout", layout);
    Checks.that(
        layout.scaleType() == ElementType.FLOAT32,
        "scale type of int8 weights is %s, expected FLOAT32",
        layout.scaleType());
    Checks.that(
        layout.groupSize() != 0 || layout.k() <= MAX_CHANNEL_K,
        "k of int8 weights per channel is %d, expected 1…%d",
        layout.k(),
        MAX_CHANNEL_K);
  }
}
