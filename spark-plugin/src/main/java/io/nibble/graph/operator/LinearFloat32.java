package io.nibble.graph.operator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nibble.file.JsonFields;
import io.nibble.file.TensorSpec;
import io.nibble.file.TensorType;
import io.nibble.kernel.operand.Activation;
import io.nibble.kernel.operand.Float32Weights;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.memory.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A linear layer left in float32, with bias and activation function. */
public final class LinearFloat32 extends LinearOperator {
  static final String TYPE = "linear_float32";

  public static final String WEIGHT = "weight";

  public LinearFloat32(String name, int inputs, int outputs, Activation activation, boolean bias) {
    super(name, inputs, outputs, activation, bias);
  }

  static LinearFloat32 read(JsonFields fields) {
    return new LinearFloat32(
        readName(fields),
        readInputs(fields),
        readOutputs(fields),
        fields.choice("activation", Words.ACTIVATIONS),
        fields.flag(BIAS));
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
  public Optional<String> weightFormat() {
    return Optional.of("float32");
  }

  @Override
  public List<TensorSpec> tensors() {
    long panels = (outputs() + PackedLayout.PANEL - 1) / PackedLayout.PANEL;
    List<TensorSpec> tensors = new ArrayList<>();
    tensors.add(tensor(WEIGHT, panels, inputs(), PackedLayout.PANEL));
    if (hasBias()) {
      tensors.add(tensor(BIAS, panels, PackedLayout.PANEL));
    }
    return tensors;
  }

  @Override
  public BoundOperator bind(Function<String, Slice> tensors) {
    Float32Weights weights =
        new Float32Weights(
            outputs(),
            inputs(),
            tensors.apply(part(WEIGHT)),
            hasBias() ? tensors.apply(part(BIAS)) : null);
    return (kernels, operands) -> kernels.linear(weights, activation(), operands.x(), operands.y());
  }

  @Override
  void writeSettings(ObjectNode json) {
    writeWidths(json);
    writeEnd(json);
  }

  private TensorSpec tensor(String part, long... shape) {
    return TensorSpec.of(part(part), TensorType.F32, shape);
  }
}
