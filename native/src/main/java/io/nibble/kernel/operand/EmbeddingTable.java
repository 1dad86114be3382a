package io.nibble.kernel.operand;

import io.nibble.memory.Checks;
import io.nibble.memory.Slice;

/**
 * An embedding table in borrowed memory, row-major without gaps.
 *
 * @param values rows × columns elements of {@code type}
 * @param scales one float a row for INT8, of which a value is q · scale; else null
 */
public record EmbeddingTable(TableType type, Slice values, Slice scales, int rows, int columns) {
  public EmbeddingTable {
    Checks.notNull("type", type);
    Checks.that(rows >= 1, "rows is %d, expected 1 or more", rows);
    Checks.that(columns >= 1, "columns is %d, expected 1 or more", columns);
    Checks.bytes("values", values, valueBytes(type, rows, columns));
    Checks.aligned("values", values, type.bytes());
    Checks.that(
        (scales != null) == (type == TableType.INT8),
        "scales is %s, expected scales for INT8 alone, not for %s",
        scales,
        type);
    if (scales != null) {
      Checks.floats("scales", scales, rows);
    }
  }

  /** Bytes of a table's values. */
  public static long valueBytes(TableType type, int rows, int columns) {
    return (long) rows * columns * type.bytes();
  }
}
