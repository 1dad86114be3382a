package io.nibble.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nibble.kernel.Activation;
import io.nibble.kernel.Float32Weights;
import io.nibble.kernel.PackedLayout;
import io.nibble.kernel.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A linear layer left in float32, with bias and activation function. */
public final class LinearFloat32 extends Operator {
  static final String TYPE = "linear_float32";

  static final String WEIGHT = "weight";
  static final String BIAS = "bias";

  private final Activation activation;
  private final boolean bias;

  LinearFloat32(String name, int inputs, int outputs, Activation activation, boolean bias) {
    super(name, inputs, outputs);
    this.activation = activation;
    this.bias = bias;
  }

  static LinearFloat32 read(JsonFields fields) {
    return new LinearFloat32(
        readName(fields),
        readInputs(fields),
        readOutputs(fields),
        fields.choice("activation", Words.ACTIVATIONS),
        fields.flag("bias"));
  }

  @Override
  public String type() {
    return TYPE;
  }

  /** Whether it adds a bias. */
  public boolean hasBias() {
    return bias;
  }

  /** The function applied after the bias. */
  public Activation activation() {
    return activation;
  }

  @Override
  public List<TensorSpec> tensors() {
    long panels = (outputWidth() + PackedLayout.PANEL - 1) / PackedLayout.PANEL;
    List<TensorSpec> tensors = new ArrayList<>();
    tensors.add(tensor(WEIGHT, panels, inputWidth(), PackedLayout.PANEL));
    if (bias) {
      tensors.add(tensor(BIAS, panels, PackedLayout.PANEL));
    }
    return tensors;
  }

  @Override
  boolean inPlace() {
    return false;
  }

  @Override
  Step bind(Function<String, Slice> tensors) {
    Float32Weights weights =
        new Float32Weights(
            outputWidth(),
            inputWidth(),
            tensors.apply(part(WEIGHT)),
            bias ? tensors.apply(part(BIAS)) : null);
    return new Float32Step(weights, activation);
  }

  @Override
  void writeSettings(ObjectNode json) {
    json.put("activation", Words.of(Words.ACTIVATIONS, activation));
    json.put("bias", bias);
  }

  /** Name of one of its tensors. */
  String part(String part) {
    return name() + "." + part;
  }

  private TensorSpec tensor(String part, long... shape) {
    return TensorSpec.of(part(part), TensorType.F32, shape);
  }
}
