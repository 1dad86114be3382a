package io.nibble.graph.operator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nibble.file.JsonFields;
import io.nibble.kernel.operand.Pooling;
import io.nibble.memory.Slice;
import java.util.List;
import java.util.function.Function;

/** One line for each row, of the lines of its tokens. */
public final class Pool extends Operator {
  static final String TYPE = "pool";

  private static final String MODE = "mode";

  private final Pooling mode;

  public Pool(String name, Pooling mode) {
    super(name);
    this.mode = mode;
  }

  static Pool read(JsonFields fields) {
    return new Pool(readName(fields), fields.choice(MODE, Words.POOLINGS));
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Shape shape(List<Shape> reads) {
    Reads.count(reads, 1, 1);
    Shape x = Reads.one(reads, reads.get(0).width());
    Reads.tokens(x);
    return Shape.floats(Extent.ROWS, x.width());
  }

  @Override
  public BoundOperator bind(Function<String, Slice> tensors) {
    return (kernels, operands) ->
        kernels.pool(mode, operands.offsets(), operands.x(), operands.y());
  }

  @Override
  void writeSettings(ObjectNode json) {
    json.put(MODE, Words.of(Words.POOLINGS, mode));
  }
}
