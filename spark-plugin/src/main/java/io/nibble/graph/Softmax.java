package io.nibble.graph;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nibble.file.JsonFields;
import io.nibble.file.TensorSpec;
import java.util.List;

/** Softmax of each row. */
public final class Softmax extends Operator {
  public static final String TYPE = "softmax";

  public Softmax(String name, int width) {
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
  public boolean inPlace() {
    return true;
  }

  @Override
  void writeSettings(ObjectNode json) {
    // Name and widths say it all.
  }
}
