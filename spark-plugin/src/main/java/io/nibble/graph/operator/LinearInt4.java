package io.nibble.graph.operator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nibble.file.JsonFields;
import io.nibble.file.TensorSpec;
import io.nibble.file.TensorType;
import io.nibble.kernel.operand.Activation;
import io.nibble.kernel.operand.Int4Weights;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.memory.ElementType;
import io.nibble.memory.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A linear layer with packed 4-bit weights, bias and activation function. */
public final class LinearInt4 extends QuantizedLinear {
  static final String TYPE = "linear_int4";

  public static final String NIBBLES = "nibbles";
  public static final String SCALES = "scales";
  public static final String ZERO_POINTS = "zero_points";
  public static final String COMP = "comp";

  private static final int LARGEST_ZERO_POINT = 15;
  private static final String SCALE_DTYPE = "scale_dtype";

  private final Int4Settings settings;

  public LinearInt4(
      String name,
      int inputs,
      int outputs,
      Int4Settings settings,
      Activation activation,
      boolean bias,
      Optional<Double> sqnr) {
    super(
        name,
        new PackedLayout(outputs, inputs, settings.groupSize(), settings.scaleType()),
        settings.activations(),
        activation,
        bias,
        sqnr);
    this.settings = settings;
  }

  static LinearInt4 read(JsonFields fields) {
    int groupSize = readGroupSize(fields);
    return new LinearInt4(
        readName(fields),
        readInputs(fields),
        readOutputs(fields),
        new Int4Settings(
            groupSize,
            fields.choice("weights", Words.SYMMETRIES),
            fields.choice("activations", Words.ACTIVATION_QUANTIZATIONS),
            fields.optionalChoice(SCALE_DTYPE, Words.SCALE_TYPES).orElse(ElementType.FLOAT32)),
        fields.choice("activation", Words.ACTIVATIONS),
        fields.flag(BIAS),
        fields.numberOrNull(SQNR));
  }

  @Override
  public String type() {
    return TYPE;
  }

  /** Whether the zero point of every weight is 8. */
  public boolean symmetricWeights() {
    return settings.symmetricWeights();
  }

  @Override
  public Optional<String> weightFormat() {
    return Optional.of("int4");
  }

  @Override
  public List<TensorSpec> tensors() {
    long panels = layout().panels();
    List<TensorSpec> tensors = new ArrayList<>();
    tensors.add(tensor(NIBBLES, TensorType.U8, panels, layout().paddedK() / 4, 64));
    tensors.add(tensor(SCALES, scaleTensor(), panels, layout().groups(), PackedLayout.PANEL));
    tensors.add(tensor(COMP, TensorType.F32, panels, PackedLayout.PANEL));
    if (hasBias()) {
      tensors.add(tensor(BIAS, TensorType.F32, panels, PackedLayout.PANEL));
    }
    if (!symmetricWeights()) {
      tensors.add(
          tensor(ZERO_POINTS, TensorType.U8, panels, layout().groups(), PackedLayout.PANEL));
    }
    return tensors;
  }

  /** Scales in bfloat16 came with version 2. */
  @Override
  public int formatVersion() {
    return bfloat16Scales() ? 2 : 1;
  }

  /** For larger zero points the kernels' int32 sums would not be exact. */
  @Override
  public List<ByteLimit> byteLimits() {
    return symmetricWeights()
        ? List.of()
        : List.of(new ByteLimit(part(ZERO_POINTS), "zero point", LARGEST_ZERO_POINT));
  }

  @Override
  public BoundOperator bind(Function<String, Slice> tensors) {
    Int4Weights weights = weights(tensors);
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

  private Int4Weights weights(Function<String, Slice> tensors) {
    return new Int4Weights(
        layout(),
        tensors.apply(part(NIBBLES)),
        tensors.apply(part(SCALES)),
        symmetricWeights() ? null : tensors.apply(part(ZERO_POINTS)),
        tensors.apply(part(COMP)),
        hasBias() ? tensors.apply(part(BIAS)) : null);
  }

  @Override
  void writeSettings(ObjectNode json) {
    writeWidths(json);
    json.put("group_size", layout().groupSize());
    json.put("weights", Words.of(Words.SYMMETRIES, symmetricWeights()));
    json.put("activations", Words.of(Words.ACTIVATION_QUANTIZATIONS, activationQuantization()));
    if (bfloat16Scales()) {
      json.put(SCALE_DTYPE, Words.of(Words.SCALE_TYPES, layout().scaleType()));
    }
    writeEnd(json);
    json.put(SQNR, sqnr().orElse(null));
  }

  private boolean bfloat16Scales() {
    return layout().scaleType() == ElementType.BFLOAT16;
  }

  private TensorType scaleTensor() {
    return bfloat16Scales() ? TensorType.BF16 : TensorType.F32;
  }

  private TensorSpec tensor(String part, TensorType type, long... shape) {
    return TensorSpec.of(part(part), type, shape);
  }
}
