package io.nibble.spark.catalyst.extract;

import io.nibble.spark.catalyst.plan.Calls;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.EqualNullSafe;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.If;
import org.apache.spark.sql.catalyst.expressions.IsNotNull;
import org.apache.spark.sql.catalyst.expressions.IsNull;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.expressions.Not;
import org.apache.spark.sql.catalyst.expressions.Or;

/**
 * The rows for which a position in an expression is evaluated at all, as in a branch of CASE. A
 * call there must not see the other rows: the condition may be what keeps bad rows from it.
 *
 * @param condition null for all rows
 */
record Guard(Expression condition) {
  static final Guard ALWAYS = new Guard(null);

  boolean isAlways() {
    return condition == null;
  }

  Guard ifTrue(Expression other) {
    return new Guard(isAlways() ? other : new And(condition, other));
  }

  Guard ifNotTrue(Expression other) {
    return ifTrue(new Not(new EqualNullSafe(other, Literal$.MODULE$.TrueLiteral())));
  }

  Guard ifNotFalse(Expression other) {
    return ifTrue(new Not(new EqualNullSafe(other, Literal$.MODULE$.FalseLiteral())));
  }

  Guard ifNull(Expression other) {
    return ifTrue(new IsNull(other));
  }

  Guard ifNotNull(Expression other) {
    return ifTrue(new IsNotNull(other));
  }

  /** The rows of either. */
  Guard or(Guard other) {
    return new Guard(new Or(condition, other.condition));
  }

  /** Whether there is a condition, and it can be computed below the operator. */
  boolean canMove() {
    return !isAlways()
        && condition.deterministic()
        && !Calls.in(condition)
        && Sites.canMove(condition);
  }

  /** The features for these rows, NULL for the others; and NULL features cost nothing. */
  Expression apply(Expression features) {
    return new If(condition, features, new Literal(null, features.dataType()));
  }
}
