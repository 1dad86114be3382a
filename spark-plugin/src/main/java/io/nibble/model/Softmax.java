package io.nibble.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nibble.kernel.Slice;
import java.util.List;
import java.util.function.Function;

/** Softmax of each row. */
public final class Softmax extends Operator {
  static final String TYPE = "softmax";

  Softmax(String name, int width) {
    super(name, width, width);
  }

  static Softmax read(JsonFields fields) {
    int inputs = readOutputs(fields);
    fields.integer("inputs", inputs, inputs);
    return new Softmax(readName(fields), inputs);
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<TensorSpec> tensors() {
    return List.of();
  }

  @Override
  boolean inPlace() {
    return true;
  }

  @Override
  Step bind(Function<String, Slice> tensors) {
    return new SoftmaxStep();
  }

  @Override
  void writeSettings(ObjectNode json) {
    // Name and widths say it all.
  }
}
