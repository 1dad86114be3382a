package io.nibble.spark.catalyst.function;

import io.nibble.spark.models.ModelReference;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The highest of a call's scores and its label, STRUCT&lt;label: STRING, score: FLOAT&gt;; of equal
 * scores the first; NULL for NULL scores.
 */
public final class TopLabel extends FunctionCall {
  static final String NAME = "nibble_classify";
  static final DataType RESULT =
      new StructType()
          .add("label", DataTypes.StringType, false)
          .add("score", DataTypes.FloatType, false);

  private static final long serialVersionUID = 1L;

  private final Expression scores;
  private final ModelReference model;
  private transient UTF8String[] labels;

  /**
   * @param model whose labels they are
   */
  public TopLabel(Expression scores, ModelReference model) {
    super(scores);
    this.scores = scores;
    this.model = model;
  }

  static TopLabel of(NibblePredict call) {
    if (call.model().header().outputNames().isEmpty()) {
      throw new InvalidCallException(
          "model "
              + call.model()
              + " has no labels, expected output_names in its architecture. Quantize it with them,"
              + " or use nibble_predict.");
    }
    return new TopLabel(call, call.model());
  }

  /** With the labels that the model of its call has. */
  TopLabel ofItsCall() {
    return scores instanceof NibblePredict call ? of(call) : this;
  }

  @Override
  public Object eval(InternalRow row) {
    ArrayData values = (ArrayData) scores.eval(row);
    if (values == null) {
      return null;
    }
    int top = 0;
    for (int i = 1; i < values.numElements(); i++) {
      top = values.getFloat(i) > values.getFloat(top) ? i : top;
    }
    return new GenericInternalRow(new Object[] {labels()[top], values.getFloat(top)});
  }

  /** Two threads may both read them; both get the same. */
  private UTF8String[] labels() {
    if (labels == null) {
      labels =
          model.header().outputNames().stream()
              .map(UTF8String::fromString)
              .toArray(UTF8String[]::new);
    }
    return labels;
  }

  @Override
  public DataType dataType() {
    return RESULT;
  }

  @Override
  public String prettyName() {
    return "top_label";
  }

  @Override
  public String toString() {
    return prettyName() + "(" + scores + ")";
  }

  @Override
  public String sql() {
    return scores instanceof NibblePredict call
        ? call.sql(NAME)
        : prettyName() + "(" + scores.sql() + ")";
  }

  @Override
  Expression withChild(Expression other) {
    return new TopLabel(other, model);
  }

  @Override
  List<Object> parts() {
    return List.of(scores, model);
  }
}
