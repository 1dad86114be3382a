package io.nibble.graph.operator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nibble.file.JsonFields;
import io.nibble.memory.Slice;
import java.util.List;
import java.util.function.Function;

/** Each line divided by its length. */
public final class L2Normalize extends Operator {
  static final String TYPE = "l2_normalize";

  public L2Normalize(String name) {
    super(name);
  }

  static L2Normalize read(JsonFields fields) {
    return new L2Normalize(readName(fields));
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Shape shape(List<Shape> reads) {
    Reads.count(reads, 1, 1);
    return Reads.one(reads, reads.get(0).width());
  }

  @Override
  public BoundOperator bind(Function<String, Slice> tensors) {
    return (kernels, operands) -> kernels.l2Normalize(operands.x(), operands.y());
  }

  @Override
  void writeSettings(ObjectNode json) {
    // The type says it all.
  }
}
