package io.nibble.file;

/**
 * Bytes of a data section, {@code begin} inclusive to {@code end} exclusive, that are a tensor's.
 */
public record TensorRange(String name, long begin, long end) {
  @Override
  public String toString() {
    return "[" + begin + ", " + end + ")";
  }
}
