package io.nibble.graph.operator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nibble.file.JsonFields;
import io.nibble.kernel.operand.Activation;
import io.nibble.kernel.operand.PackedLayout;
import java.util.List;

/** A linear layer: weights, a bias perhaps, an activation function. */
public abstract class LinearOperator extends Operator {
  public static final String BIAS = "bias";

  static final String SQNR = "sqnr_db";

  private static final List<Integer> GROUP_SIZES = List.of(0, 32, 64, 128);

  private final int inputs;
  private final int outputs;
  private final Activation activation;
  private final boolean bias;

  LinearOperator(String name, int inputs, int outputs, Activation activation, boolean bias) {
    super(name);
    this.inputs = inputs;
    this.outputs = outputs;
    this.activation = activation;
    this.bias = bias;
  }

  /** Values of a line that it reads. */
  public final int inputs() {
    return inputs;
  }

  /** Values of a line that it writes. */
  public final int outputs() {
    return outputs;
  }

  /** The function applied after the bias. */
  public final Activation activation() {
    return activation;
  }

  /** Whether it adds a bias. */
  public final boolean hasBias() {
    return bias;
  }

  @Override
  public final Shape shape(List<Shape> reads) {
    return Shape.floats(Reads.one(reads, inputs).extent(), outputs);
  }

  @Override
  public final double operations() {
    return 2.0 * inputs * outputs;
  }

  static int readInputs(JsonFields fields) {
    return readWidth(fields, "inputs");
  }

  static int readOutputs(JsonFields fields) {
    return (int) fields.integer("outputs", 1, PackedLayout.MAX_N);
  }

  static int readGroupSize(JsonFields fields) {
    int groupSize = (int) fields.integer("group_size", 0, 128);
    if (!GROUP_SIZES.contains(groupSize)) {
      throw fields.error("has group_size " + groupSize + ", expected one of " + GROUP_SIZES);
    }
    return groupSize;
  }

  final void writeWidths(ObjectNode json) {
    json.put("inputs", inputs);
    json.put("outputs", outputs);
  }

  final void writeEnd(ObjectNode json) {
    json.put("activation", Words.of(Words.ACTIVATIONS, activation));
    json.put(BIAS, bias);
  }
}
