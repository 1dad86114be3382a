package io.nibble.graph.operator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nibble.file.JsonFields;
import io.nibble.file.TensorSpec;
import io.nibble.file.TensorType;
import io.nibble.kernel.operand.Activation;
import io.nibble.kernel.operand.ActivationQuantization;
import io.nibble.kernel.operand.Int8Weights;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.memory.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A linear layer with packed 8-bit weights, bias and activation function. */
public final class LinearInt8 extends QuantizedLinear {
  static final String TYPE = "linear_int8";

  public static final String WEIGHTS = "weights";
  public static final String SCALES = "scales";
  public static final String COMP = "comp";

  /**
   * @param groupSize 32, 64 or 128 consecutive inputs that share a scale, or 0 for one per output
   * @param activations how its input rows become int8
   */
  public LinearInt8(
      String name,
      int inputs,
      int outputs,
      int groupSize,
      ActivationQuantization activations,
      Activation activation,
      boolean bias,
      Optional<Double> sqnr) {
    super(name, new PackedLayout(outputs, inputs, groupSize), activations, activation, bias, sqnr);
    Int8Weights.checkLayout(layout());
  }

  static LinearInt8 read(JsonFields fields) {
    int groupSize = readGroupSize(fields);
    int inputs = readInputs(fields);
    if (groupSize == 0 && inputs > Int8Weights.MAX_CHANNEL_K) {
      throw fields.error(
          "has "
              + inputs
              + " inputs that share a scale, expected at most "
              + Int8Weights.MAX_CHANNEL_K);
    }
    return new LinearInt8(
        readName(fields),
        inputs,
        readOutputs(fields),
        groupSize,
        fields.choice("activations", Words.ACTIVATION_QUANTIZATIONS),
        fields.choice("activation", Words.ACTIVATIONS),
        fields.flag(BIAS),
        fields.numberOrNull(SQNR));
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Optional<String> weightFormat() {
    return Optional.of("int8");
  }

  @Override
  public List<TensorSpec> tensors() {
    long panels = layout().panels();
    List<TensorSpec> tensors = new ArrayList<>();
    tensors.add(
        TensorSpec.of(
            part(WEIGHTS), TensorType.U8, panels, layout().paddedK(), PackedLayout.PANEL));
    tensors.add(floats(SCALES, panels, layout().groups(), PackedLayout.PANEL));
    tensors.add(floats(COMP, panels, PackedLayout.PANEL));
    if (hasBias()) {
      tensors.add(floats(BIAS, panels, PackedLayout.PANEL));
    }
    return tensors;
  }

  @Override
  public BoundOperator bind(Function<String, Slice> tensors) {
    Int8Weights weights =
        new Int8Weights(
            layout(),
            tensors.apply(part(WEIGHTS)),
            tensors.apply(part(SCALES)),
            tensors.apply(part(COMP)),
            hasBias() ? tensors.apply(part(BIAS)) : null);
    return bound(
        (kernels, operands) ->
            kernels.linear(
                weights,
                activationQuantization(),
                activation(),
                operands.x(),
                operands.y(),
                operands.workspace()));
  }

  @Override
  void writeSettings(ObjectNode json) {
    writeWidths(json);
    json.put("group_size", layout().groupSize());
    json.put("activations", Words.of(Words.ACTIVATION_QUANTIZATIONS, activationQuantization()));
    writeEnd(json);
    json.put(SQNR, sqnr().orElse(null));
  }

  private TensorSpec floats(String part, long... shape) {
    return TensorSpec.of(part(part), TensorType.F32, shape);
  }
}
