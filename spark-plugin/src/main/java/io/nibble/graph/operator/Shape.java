package io.nibble.graph.operator;

import java.util.Locale;

/**
 * What a value of a model is: a line for each row or token, each of {@code width} numbers.
 *
 * @param width 1 for ids
 */
public record Shape(Extent extent, Kind kind, int width) {
  /** What the numbers are. */
  public enum Kind {
    /** float32. */
    FLOATS(Float.BYTES),
    /** int32 that name rows of a table. */
    IDS(Integer.BYTES);

    private final int bytes;

    Kind(int bytes) {
      this.bytes = bytes;
    }

    /** Bytes of one number. */
    public int bytes() {
      return bytes;
    }
  }

  /** Floats, so many in each line. */
  public static Shape floats(Extent extent, int width) {
    return new Shape(extent, Kind.FLOATS, width);
  }

  /** An id for each token. */
  public static Shape ids() {
    return new Shape(Extent.TOKENS, Kind.IDS, 1);
  }

  public boolean isFloats() {
    return kind == Kind.FLOATS;
  }

  /** Bytes of one line. */
  public long lineBytes() {
    return (long) width * kind.bytes();
  }

  /** Such as {@code rows × 64 floats}. */
  @Override
  public String toString() {
    return (extent + " × " + width + " " + kind).toLowerCase(Locale.ROOT);
  }
}
