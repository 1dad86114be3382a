package io.nibble.graph;

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
import java.util.function.Function;

/** A linear layer left in float32, with bias and activation function. */
public final class LinearFloat32 extends Operator {
  static final String TYPE = "linear_float32";

  public static final String WEIGHT = "weight";
  public static final String BIAS = "bias";

  private final Activation activation;
  private final boolean bias;

  public LinearFloat32(String name, int inputs, int outputs, Activation activation, boolean bias) {
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
  public boolean inPlace() {
    return false;
  }

  /** Its weights; {@code tensors} gives each of its tensors by its name. */
  public Float32Weights weights(Function<String, Slice> tensors) {
    return new Float32Weights(
        outputWidth(),
        inputWidth(),
        tensors.apply(part(WEIGHT)),
        bias ? tensors.apply(part(BIAS)) : null);
  }

  @Override
  void writeSettings(ObjectNode json) {
    json.put("activation", Words.of(Words.ACTIVATIONS, activation));
    json.put("bias", bias);
  }

  /** Name of one of its tensors. */
  public String part(String part) {
    return name() + "." + part;
  }

  private TensorSpec tensor(String part, long... shape) {
    return TensorSpec.of(part(part), TensorType.F32, shape);
  }
}
