package io.nibble.spark.catalyst.tree;

import io.nibble.spark.scala.ScalaCollections;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.AttributeSet$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Metadata;
import scala.Option;
import scala.collection.immutable.Seq;

/** Makes attributes and sets of them; Spark's own constructors have Scala's default arguments. */
public final class Attributes {
  private Attributes() {}

  /** A new nullable attribute, different from every other. */
  public static Attribute create(String name, DataType type) {
    return new AttributeReference(
        name, type, true, Metadata.empty(), NamedExpression.newExprId(), noQualifier());
  }

  public static Alias alias(Expression expression, String name) {
    return alias(expression, name, NamedExpression.newExprId());
  }

  public static Alias alias(
      Expression expression, String name, org.apache.spark.sql.catalyst.expressions.ExprId exprId) {
    return new Alias(
        expression, name, exprId, noQualifier(), Option.empty(), ScalaCollections.seq(List.of()));
  }

  public static AttributeSet set(List<? extends Expression> expressions) {
    return AttributeSet$.MODULE$.apply(ScalaCollections.<Expression>seq(expressions));
  }

  /** Whether both lists have the same attributes, by id, in the same order. */
  public static boolean same(List<Attribute> some, List<Attribute> others) {
    if (some.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < some.size(); i++) {
      if (!some.get(i).exprId().equals(others.get(i).exprId())) {
        return false;
      }
    }
    return true;
  }

  private static Seq<String> noQualifier() {
    return ScalaCollections.seq(List.of());
  }
}
