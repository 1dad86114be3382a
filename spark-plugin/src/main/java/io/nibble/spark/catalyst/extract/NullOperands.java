package io.nibble.spark.catalyst.extract;

import io.nibble.spark.catalyst.function.NibblePredict;
import io.nibble.spark.catalyst.function.TopLabel;
import io.nibble.spark.catalyst.tree.Trees;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Add;
import org.apache.spark.sql.catalyst.expressions.BinaryComparison;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.EqualNullSafe;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GetArrayItem;
import org.apache.spark.sql.catalyst.expressions.GetStructField;
import org.apache.spark.sql.catalyst.expressions.Multiply;
import org.apache.spark.sql.catalyst.expressions.Subtract;

/**
 * Operators with two operands of which Spark does not evaluate the right one where the left one is
 * NULL. Division is none of them: it looks at the divisor first.
 */
final class NullOperands {
  private final Map<Object, Expression> definitions = new HashMap<>();

  /** Whether {@code e} is such an operator. */
  static boolean areOf(Expression e) {
    return e instanceof Add
        || e instanceof Subtract
        || e instanceof Multiply
        || e instanceof BinaryComparison && !(e instanceof EqualNullSafe);
  }

  /** Notes what the expressions below {@code e} refer to by an id. */
  void define(Expression e) {
    CommonExpressions.definition(e).ifPresent(id -> definitions.put(id, e.children().head()));
  }

  /** The rows for which the right operand is evaluated, where {@code guard} holds for both. */
  Guard ofRight(Expression left, Expression right, Guard guard) {
    Expression first = Trees.mapUp(left, this::defined);
    return first.nullable() && first.deterministic() && !isNullWith(first, right)
        ? guard.ifNotNull(first)
        : guard;
  }

  private Expression defined(Expression e) {
    return CommonExpressions.reference(e).map(definitions::get).orElse(e);
  }

  // Scores of the same features are NULL together: one operator computes both.
  private static boolean isNullWith(Expression first, Expression second) {
    Optional<Expression> features = scored(first);
    return features.isPresent()
        && !Trees.any(
            second,
            e -> e instanceof NibblePredict c && !c.features().semanticEquals(features.get()));
  }

  private static Optional<Expression> scored(Expression e) {
    if (e instanceof NibblePredict call) {
      return Optional.of(call.features());
    }
    boolean isPartOfScores =
        e instanceof GetArrayItem
            || e instanceof GetStructField
            || e instanceof Cast
            || e instanceof TopLabel;
    return isPartOfScores ? scored(e.children().head()) : Optional.empty();
  }
}
