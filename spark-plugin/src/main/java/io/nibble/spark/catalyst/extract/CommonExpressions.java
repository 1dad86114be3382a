package io.nibble.spark.catalyst.extract;

import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Expression;

/**
 * Expressions that Spark computes once and refers to by an id, as BETWEEN does. Known by name,
 * because Spark 3.5 has none.
 */
final class CommonExpressions {
  private static final String PACKAGE = "org.apache.spark.sql.catalyst.expressions.";

  private CommonExpressions() {}

  /** The id of {@code expression} if it defines one: {@code CommonExpressionDef(child, id)}. */
  static Optional<Object> definition(Expression expression) {
    return id(expression, "CommonExpressionDef", 1);
  }

  /** The id that {@code expression} refers to: {@code CommonExpressionRef(id, …)}. */
  static Optional<Object> reference(Expression expression) {
    return id(expression, "CommonExpressionRef", 0);
  }

  private static Optional<Object> id(Expression expression, String name, int position) {
    return expression.getClass().getName().equals(PACKAGE + name)
        ? Optional.of(expression.productElement(position))
        : Optional.empty();
  }
}
