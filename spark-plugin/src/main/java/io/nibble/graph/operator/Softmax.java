package io.nibble.graph.operator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nibble.file.JsonFields;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.memory.Slice;
import java.util.List;
import java.util.function.Function;

/** Softmax of each line. */
public final class Softmax extends Operator {
  public static final String TYPE = "softmax";

  private final int width;

  public Softmax(String name, int width) {
    super(name);
    this.width = width;
  }

  static Softmax read(JsonFields fields) {
    int width = (int) fields.integer("outputs", 1, PackedLayout.MAX_N);
    fields.integer("inputs", width, width);
    return new Softmax(readName(fields), width);
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public int formatVersion() {
    return 1;
  }

  @Override
  public boolean inPlace() {
    return true;
  }

  @Override
  public boolean givesProbabilities() {
    return true;
  }

  @Override
  public Shape shape(List<Shape> reads) {
    return Reads.one(reads, width);
  }

  @Override
  public BoundOperator bind(Function<String, Slice> tensors) {
    return (kernels, operands) -> kernels.softmax(operands.y());
  }

  @Override
  void writeSettings(ObjectNode json) {
    json.put("inputs", width);
    json.put("outputs", width);
  }
}
