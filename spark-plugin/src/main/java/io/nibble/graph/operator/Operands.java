package io.nibble.graph.operator;

import io.nibble.kernel.operand.Matrix;
import io.nibble.memory.Slice;
import java.util.List;

/**
 * What an operator computes with.
 *
 * @param reads the values read, in the order of the model
 * @param y the value written
 * @param offsets rows + 1 int32: row i owns the tokens offsets[i] … offsets[i+1] − 1
 * @param workspace {@link BoundOperator#workspaceBytes}, overwritten
 */
public record Operands(List<Operand> reads, Matrix y, Slice offsets, long rows, Slice workspace) {
  /**
   * A value.
   *
   * @param floats the same as a matrix; null for ids
   */
  public record Operand(Slice data, Matrix floats) {}

  public Operands {
    reads = List.copyOf(reads);
  }

  /** The first value read. */
  public Matrix x() {
    return floats(0);
  }

  public Matrix floats(int index) {
    return reads.get(index).floats();
  }

  public Slice ids(int index) {
    return reads.get(index).data();
  }
}
