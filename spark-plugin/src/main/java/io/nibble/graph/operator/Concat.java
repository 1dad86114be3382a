package io.nibble.graph.operator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nibble.file.JsonFields;
import io.nibble.kernel.operand.Matrix;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.memory.Slice;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Values side by side. */
public final class Concat extends Operator {
  static final String TYPE = "concat";

  public Concat(String name) {
    super(name);
  }

  static Concat read(JsonFields fields) {
    return new Concat(readName(fields));
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Shape shape(List<Shape> reads) {
    Reads.count(reads, 1, Integer.MAX_VALUE);
    long width = 0;
    for (Shape read : reads) {
      Reads.same(List.of(Shape.floats(reads.get(0).extent(), read.width()), read), read.width());
      width += read.width();
    }
    if (width > PackedLayout.MAX_K) {
      throw new ShapeException(
          "writes " + width + " values, expected at most " + PackedLayout.MAX_K);
    }
    return Shape.floats(reads.get(0).extent(), (int) width);
  }

  @Override
  public BoundOperator bind(Function<String, Slice> tensors) {
    return (kernels, operands) -> kernels.concat(parts(operands), operands.y());
  }

  private static List<Matrix> parts(Operands operands) {
    return IntStream.range(0, operands.reads().size()).mapToObj(operands::floats).toList();
  }

  @Override
  void writeSettings(ObjectNode json) {
    // The type says it all.
  }
}
