package io.nibble.kernel.operand;

import io.nibble.memory.Checks;
import io.nibble.memory.Slice;

/**
 * A packed int4 layer, borrowed from the owner of its memory.
 *
 * @param nibbles {@link PackedLayout#nibbleBytes} bytes
 * @param scales {@link PackedLayout#scaleCount} elements of the layout's scale type
 * @param zeroPoints as many bytes, 0…15, or null for symmetric weights (8 everywhere)
 * @param comp {@link PackedLayout#columnCount} floats: Σ_g s(Σ_k u − len(g)·z) of each column
 * @param bias as many floats, padding included, or null for none
 */
public record Int4Weights(
    PackedLayout layout, Slice nibbles, Slice scales, Slice zeroPoints, Slice comp, Slice bias) {
  public Int4Weights {
    Checks.notNull("layout", layout);
    Checks.bytes("nibbles", nibbles, layout.nibbleBytes());
    Checks.elements("scales", scales, layout.scaleType(), layout.scaleCount());
    Checks.floats("comp", comp, layout.columnCount());
    if (zeroPoints != null) {
      Checks.bytes("zeroPoints", zeroPoints, layout.scaleCount());
    }
    if (bias != null) {
      Checks.floats("bias", bias, layout.columnCount());
    }
  }
}
