package io.nibble.spark.catalyst;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenFallback;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * The highest of a call's scores and its label, STRUCT&lt;label: STRING, score: FLOAT&gt;; of equal
 * scores the first; NULL for NULL scores.
 */
public final class TopLabel extends Expression implements CodegenFallback, Serializable {
  static final String NAME = "nibble_classify";
  static final DataType RESULT =
      new StructType()
          .add("label", DataTypes.StringType, false)
          .add("score", DataTypes.FloatType, false);

  private static final long serialVersionUID = 1L;

  private final Expression scores;
  private final Seq<UTF8String> labels;
  private final Seq<Expression> children;

  /**
   * @param labels one for each score
   */
  public TopLabel(Expression scores, Seq<UTF8String> labels) {
    this.scores = scores;
    this.labels = labels;
    this.children = ScalaCollections.seq(List.of(scores));
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
  public boolean nullable() {
    return true;
  }

  @Override
  public ExprCode doGenCode(CodegenContext context, ExprCode code) {
    return CodegenFallback.super.doGenCode(context, code);
  }

  @Override
  public Seq<Expression> children() {
    return children;
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> newChildren) {
    return new TopLabel(newChildren.head(), labels);
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
  public int productArity() {
    return 2;
  }

  @Override
  public Object productElement(int n) {
    return switch (n) {
      case 0 -> scores;
      case 1 -> labels;
      default -> throw new IndexOutOfBoundsException(n);
    };
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof TopLabel;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TopLabel label
        && scores.equals(label.scores)
        && labels.equals(label.labels);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
