package io.nibble.graph.operator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nibble.file.JsonFields;
import io.nibble.file.TensorSpec;
import io.nibble.kernel.operand.Matrix;
import io.nibble.memory.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Each line normalized by its mean and variance ({@code layer_norm}) or by its mean square ({@code
 * rms_norm}), times weights, plus a bias; with a second value read, of the sum of both.
 */
public final class Norm extends Operator {
  /** Which of them. */
  public enum Kind {
    LAYER_NORM("layer_norm"),
    RMS_NORM("rms_norm");

    final String type;

    Kind(String type) {
      this.type = type;
    }
  }

  public static final String WEIGHT = "weight";
  public static final String BIAS = "bias";

  private static final String WIDTH = "width";
  private static final String EPSILON = "epsilon";

  private final Kind kind;
  private final int width;
  private final float epsilon;
  private final boolean bias;

  /** {@code bias} is false for {@link Kind#RMS_NORM}, which has none. */
  public Norm(String name, Kind kind, int width, float epsilon, boolean bias) {
    super(name);
    this.kind = kind;
    this.width = width;
    this.epsilon = epsilon;
    this.bias = bias;
  }

  static Function<JsonFields, Operator> reader(Kind kind) {
    return fields -> read(fields, kind);
  }

  private static Norm read(JsonFields fields, Kind kind) {
    float epsilon = fields.number(EPSILON);
    if (epsilon < 0) {
      throw fields.error("has the epsilon " + epsilon + ", expected 0 or more");
    }
    return new Norm(
        readName(fields),
        kind,
        readWidth(fields, WIDTH),
        epsilon,
        kind == Kind.LAYER_NORM && fields.flag(BIAS));
  }

  @Override
  public String type() {
    return kind.type;
  }

  @Override
  public Shape shape(List<Shape> reads) {
    Reads.count(reads, 1, 2);
    return Reads.same(reads, width);
  }

  @Override
  public List<TensorSpec> tensors() {
    List<TensorSpec> tensors = new ArrayList<>();
    tensors.add(Flat.floats(part(WEIGHT), width));
    if (bias) {
      tensors.add(Flat.floats(part(BIAS), width));
    }
    return tensors;
  }

  @Override
  public BoundOperator bind(Function<String, Slice> tensors) {
    Slice weight = tensors.apply(part(WEIGHT));
    Slice biasOrNull = bias ? tensors.apply(part(BIAS)) : null;
    if (kind == Kind.RMS_NORM) {
      return (kernels, operands) ->
          kernels.rmsNorm(weight, epsilon, operands.x(), residualOrNull(operands), operands.y());
    }
    return (kernels, operands) ->
        kernels.layerNorm(
            weight, biasOrNull, epsilon, operands.x(), residualOrNull(operands), operands.y());
  }

  private static Matrix residualOrNull(Operands operands) {
    return operands.reads().size() > 1 ? operands.floats(1) : null;
  }

  @Override
  void writeSettings(ObjectNode json) {
    json.put(WIDTH, width);
    json.put(EPSILON, epsilon);
    if (kind == Kind.LAYER_NORM) {
      json.put(BIAS, bias);
    }
  }
}
