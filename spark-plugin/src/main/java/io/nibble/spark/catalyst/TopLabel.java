package io.nibble.spark.catalyst;

import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.collection.immutable.Seq;

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
  private final Seq<UTF8String> labels;

  /**
   * @param labels one for each score
   */
  public TopLabel(Expression scores, Seq<UTF8String> labels) {
    super(scores);
    this.scores = scores;
    this.labels = labels;
  }

  static TopLabel of(NibblePredict call) {
    List<String> names = call.model().header().outputNames();
    if (names.isEmpty()) {
      throw new InvalidCallException(
          "model "
              + call.model()
              + " has no labels, expected output_names in its architecture. Quantize it with them,"
              + " or use nibble_predict.");
    }
    return new TopLabel(
        call, ScalaCollections.seq(names.stream().map(UTF8String::fromString).toList()));
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
    return new GenericInternalRow(new Object[] {labels.apply(top), values.getFloat(top)});
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
    return new TopLabel(other, labels);
  }

  @Override
  List<Object> parts() {
    return List.of(scores, labels);
  }
}
