package io.nibble.graph.operator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nibble.file.JsonFields;
import io.nibble.kernel.Kernels;
import io.nibble.kernel.operand.Matrix;
import io.nibble.memory.Slice;
import java.util.List;
import java.util.function.Function;

/** The sum or the product of two values, element by element. */
public final class Elementwise extends Operator {
  /** Which of them. */
  public enum Kind {
    ADD("add") {
      @Override
      void run(Kernels kernels, Matrix a, Matrix b, Matrix y) {
        kernels.add(a, b, y);
      }
    },
    MULTIPLY("multiply") {
      @Override
      void run(Kernels kernels, Matrix a, Matrix b, Matrix y) {
        kernels.multiply(a, b, y);
      }
    };

    final String type;

    Kind(String type) {
      this.type = type;
    }

    abstract void run(Kernels kernels, Matrix a, Matrix b, Matrix y);
  }

  private final Kind kind;

  public Elementwise(String name, Kind kind) {
    super(name);
    this.kind = kind;
  }

  static Function<JsonFields, Operator> reader(Kind kind) {
    return fields -> new Elementwise(readName(fields), kind);
  }

  @Override
  public String type() {
    return kind.type;
  }

  @Override
  public Shape shape(List<Shape> reads) {
    Reads.count(reads, 2, 2);
    return Reads.same(reads, reads.get(0).width());
  }

  @Override
  public BoundOperator bind(Function<String, Slice> tensors) {
    return (kernels, operands) ->
        kind.run(kernels, operands.floats(0), operands.floats(1), operands.y());
  }

  @Override
  void writeSettings(ObjectNode json) {
    // The type says it all.
  }
}
