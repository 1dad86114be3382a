package io.nibble.spark.catalyst.extract;

import io.nibble.spark.catalyst.function.NibblePredict;
import io.nibble.spark.catalyst.tree.Fields;
import io.nibble.spark.catalyst.tree.Trees;
import io.nibble.spark.scala.ScalaCollections;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ConditionalExpression;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.OuterReference;
import org.apache.spark.sql.catalyst.expressions.SubExprUtils;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/**
 * Calls inside a correlated subquery whose features are columns of the query around it. They are
 * the same for every row of the subquery, so the query around computes them and the subquery refers
 * to the result, as in {@code WHERE EXISTS (SELECT 1 FROM b WHERE b.k = a.k AND f(a.x)[0] > b.y)}.
 */
final class OuterCalls {
  // The field of Exists(plan, outerAttrs, …) and all its kind.
  private static final int OUTER_ATTRS = 1;

  private final HoistedCalls found;

  private OuterCalls(LogicalPlan operator) {
    found = new HoistedCalls(operator);
  }

  /** The operator with such calls of its subqueries computed below it, and more columns. */
  static LogicalPlan extract(LogicalPlan operator) {
    OuterCalls calls = new OuterCalls(operator);
    for (Expression expression : ScalaCollections.list(operator.expressions())) {
      for (SubqueryExpression subquery : alwaysEvaluated(expression)) {
        calls.take(subquery.plan());
      }
    }
    return calls.found.rewrite(e -> Trees.mapUp(e, calls::replace)).orElse(operator);
  }

  private static List<SubqueryExpression> alwaysEvaluated(Expression e) {
    if (e instanceof SubqueryExpression subquery) {
      return List.of(subquery);
    }
    List<SubqueryExpression> subqueries = new ArrayList<>();
    if (!(e instanceof ConditionalExpression) && !Sites.isOpaque(e)) {
      ScalaCollections.list(e.children())
          .forEach(child -> subqueries.addAll(alwaysEvaluated(child)));
    }
    return subqueries;
  }

  private void take(LogicalPlan plan) {
    for (Expression expression : ScalaCollections.list(plan.expressions())) {
      CallWalk.rewrite(
          expression,
          CallWalk.Guards.BRANCHES,
          (call, guard) -> {
            if (guard.isAlways()) {
              fromOutside(call).ifPresent(found::take);
            }
            return call;
          });
    }
    ScalaCollections.list(plan.children()).forEach(this::take);
  }

  /** The call as the query around would write it; empty if it needs columns of the subquery. */
  private static Optional<NibblePredict> fromOutside(NibblePredict call) {
    boolean isOuter =
        Trees.any(call.features(), OuterReference.class::isInstance) && call.references().isEmpty();
    return isOuter
        ? Optional.of(call.withChild(Trees.mapUp(call.features(), OuterCalls::unwrap)))
        : Optional.empty();
  }

  private static Expression unwrap(Expression e) {
    return e instanceof OuterReference outer ? (Expression) outer.e() : e;
  }

  private Expression replace(Expression e) {
    if (!(e instanceof SubqueryExpression subquery)) {
      return e;
    }
    LogicalPlan plan =
        Trees.mapUp(
            subquery.plan(), operator -> operator.mapExpressions(x -> Trees.mapUp(x, this::refer)));
    return plan.fastEquals(subquery.plan())
        ? e
        : Fields.with(
            subquery.withNewPlan(plan), OUTER_ATTRS, SubExprUtils.getOuterReferences(plan));
  }

  private Expression refer(Expression e) {
    if (!(e instanceof NibblePredict call)) {
      return e;
    }
    Optional<Attribute> result = fromOutside(call).flatMap(found::result);
    return result.isPresent() ? new OuterReference(result.get()) : e;
  }
}
