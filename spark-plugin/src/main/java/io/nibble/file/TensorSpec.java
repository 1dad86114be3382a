package io.nibble.file;

import java.util.ArrayList;
import java.util.List;

/**
 * What a tensor is, apart from where it lies.
 *
 * @param shape dimensions, each ≥ 0; empty for a scalar
 */
public record TensorSpec(String name, TensorType type, List<Long> shape) {
  public TensorSpec {
    shape = List.copyOf(shape);
  }

  public static TensorSpec of(String name, TensorType type, long... shape) {
    List<Long> dimensions = new ArrayList<>(shape.length);
    for (long dimension : shape) {
      dimensions.add(dimension);
    }
    return new TensorSpec(name, type, dimensions);
  }

  /**
   * Bytes of all elements.
   *
   * @throws ArithmeticException if they exceed a long or do not fill whole bytes
   */
  public long bytes() {
    if (shape.contains(0L)) {
      return 0;
    }
    long bits = type.bits();
    for (long dimension : shape) {
      bits = Math.multiplyExact(bits, dimension);
    }
    if (bits % 8 != 0) {
      throw new ArithmeticException(bits + " bits do not fill whole bytes");
    }
    return bits / 8;
  }

  @Override
  public String toString() {
    return type + " " + shape;
  }
}
