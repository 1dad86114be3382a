package io.nibble.kernel.operand;

import io.nibble.memory.Checks;
import io.nibble.memory.ElementType;
import io.nibble.memory.Slice;

/**
 * A row-major matrix in borrowed memory.
 *
 * @param rows 0 or more
 * @param columns elements of one row, 1 or more
 * @param stride elements from one row's start to the next, at least {@code columns}
 */
public record Matrix(Slice data, ElementType type, long rows, int columns, long stride) {
  public Matrix {
    Checks.notNull("data", data);
    Checks.notNull("type", type);
    Checks.that(rows >= 0, "rows is %d, expected 0 or more", rows);
    Checks.that(columns >= 1, "columns is %d, expected 1 or more", columns);
    Checks.that(stride >= columns, "stride is %d, expected %d (columns) or more", stride, columns);
    Checks.aligned("data", data, type.bytes());
    Checks.bytes("data", data, spanBytes(type, rows, columns, stride));
  }

  /** A matrix whose rows follow one another without a gap. */
  public static Matrix of(Slice data, ElementType type, long rows, int columns) {
    return new Matrix(data, type, rows, columns, columns);
  }

  /** Bytes from the first element to the end of the last. */
  public long spanBytes() {
    return spanBytes(type, rows, columns, stride);
  }

  private static long spanBytes(ElementType type, long rows, int columns, long stride) {
    if (rows == 0) {
      return 0;
    }
    try {
      return Math.multiplyExact(
          Math.addExact(Math.multiplyExact(rows - 1, stride), columns), (long) type.bytes());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "matrix of " + rows + " rows with stride " + stride + " exceeds the address space", e);
    }
  }
}
