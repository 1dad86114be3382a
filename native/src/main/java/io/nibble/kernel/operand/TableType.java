package io.nibble.kernel.operand;

/** Element type of an embedding table, with its number in {@code nibble.h} and its bytes. */
public enum TableType {
  FLOAT32(0, 4),
  BFLOAT16(1, 2),
  INT8(3, 1);

  private final int number;
  private final int bytes;

  TableType(int number, int bytes) {
    this.number = number;
    this.bytes = bytes;
  }

  public int number() {
    return number;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }
}
