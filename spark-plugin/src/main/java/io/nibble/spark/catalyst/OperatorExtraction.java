package io.nibble.spark.catalyst;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;

/**
 * Takes the calls out of one operator, round by round: each round takes those whose features need
 * no other call. Calls that every row needs go first, so that a branch which repeats one finds its
 * result; then, guarded, those of branches.
 */
final class OperatorExtraction {
  private OperatorExtraction() {}

  /** The operator over its children with the calls computed below; its output is the same. */
  static LogicalPlan extract(LogicalPlan operator) {
    LogicalPlan current = OuterCalls.extract(operator);
    Optional<LogicalPlan> next = round(current);
    while (next.isPresent()) {
      current = next.get();
      next = round(current);
    }
    return withOutput(current, ScalaCollections.list(operator.output()));
  }

  private static Optional<LogicalPlan> round(LogicalPlan operator) {
    return unconditional(operator).or(() -> guarded(operator));
  }

  private static Optional<LogicalPlan> unconditional(LogicalPlan operator) {
    Extractions found = new Extractions(operator);
    for (Expression expression : ScalaCollections.list(operator.expressions())) {
      CallWalk.rewrite(
          expression,
          (call, guard) -> {
            if (guard.isAlways()) {
              found.take(call);
            }
            return call;
          });
    }
    return found.rewrite(e -> replaceKnown(e, found));
  }

  private static Expression replaceKnown(Expression e, Extractions found) {
    if (e instanceof NibblePredict call) {
      Optional<Attribute> result = found.result(call);
      if (result.isPresent()) {
        return result.get();
      }
    }
    return e.mapChildren(child -> replaceKnown(child, found));
  }

  private static Optional<LogicalPlan> guarded(LogicalPlan operator) {
    Extractions found = new Extractions(operator);
    for (Expression expression : ScalaCollections.list(operator.expressions())) {
      CallWalk.rewrite(expression, (call, guard) -> takeGuarded(call, guard, found));
    }
    return found.rewrite(
        e -> CallWalk.rewrite(e, (call, guard) -> takeGuarded(call, guard, found)));
  }

  private static Expression takeGuarded(NibblePredict call, Guard guard, Extractions found) {
    if (guard.isAlways() || Trees.hasCall(guard.condition())) {
      return call;
    }
    NibblePredict guardedCall = call.withChild(guard.apply(call.features()));
    return guardedCall.deterministic() && found.take(guardedCall)
        ? found.result(guardedCall).orElseThrow()
        : call;
  }

  private static LogicalPlan withOutput(LogicalPlan plan, List<Attribute> output) {
    return Attributes.same(ScalaCollections.list(plan.output()), output)
        ? plan
        : new Project(ScalaCollections.seq(output), plan);
  }
}
