package io.nibble.spark.catalyst.tree;

import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.Product;

/**
 * Copies of Spark's nodes with another value in one field. Their constructors take more fields in
 * some versions of Spark than in others; those that we replace are where they were.
 */
public final class Fields {
  private Fields() {}

  public static LogicalPlan with(LogicalPlan node, int field, Object value) {
    return node.makeCopy(fields(node, field, value));
  }

  public static Expression with(Expression node, int field, Object value) {
    return node.makeCopy(fields(node, field, value));
  }

  private static Object[] fields(Product node, int field, Object value) {
    Object[] fields = new Object[node.productArity()];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = i == field ? value : node.productElement(i);
    }
    return fields;
  }
}
