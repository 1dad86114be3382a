package io.nibble.spark.catalyst.extract;

import io.nibble.spark.catalyst.extract.CallWalk.Guards;
import io.nibble.spark.catalyst.function.NibblePredict;
import io.nibble.spark.catalyst.tree.Attributes;
import io.nibble.spark.scala.ScalaCollections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;

/**
 * Takes the calls out of one operator, round by round: each round takes those whose features need
 * no other call. Calls that every row needs go first, so that a branch which repeats one finds its
 * result; then, guarded, those of branches and of operands after one that may be NULL. A call that
 * cannot be guarded is in the end computed for every row, if a branch does not forbid it.
 */
final class HoistCalls {
  private HoistCalls() {}

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
    return round(operator, Guards.OPERANDS).or(() -> round(operator, Guards.BRANCHES));
  }

  private static Optional<LogicalPlan> round(LogicalPlan operator, Guards guards) {
    return unconditional(operator, guards).or(() -> guarded(operator, guards));
  }

  private static Optional<LogicalPlan> unconditional(LogicalPlan operator, Guards kind) {
    HoistedCalls found = new HoistedCalls(operator);
    for (Expression expression : ScalaCollections.list(operator.expressions())) {
      CallWalk.rewrite(
          expression,
          kind,
          (call, guard) -> {
            if (guard.isAlways()) {
              found.take(call);
            }
            return call;
          });
    }
    return found.rewrite(e -> replaceKnown(e, found));
  }

  private static Expression replaceKnown(Expression e, HoistedCalls found) {
    if (e instanceof NibblePredict call) {
      Optional<Attribute> result = found.result(call);
      if (result.isPresent()) {
        return result.get();
      }
    }
    return e.mapChildren(child -> replaceKnown(child, found));
  }

  // One call serves all branches that repeat it.
  private static Optional<LogicalPlan> guarded(LogicalPlan operator, Guards kind) {
    Map<Expression, Guard> guards = new HashMap<>();
    for (Expression expression : ScalaCollections.list(operator.expressions())) {
      CallWalk.rewrite(
          expression,
          kind,
          (call, guard) -> {
            if (guard.canMove() && call.deterministic()) {
              guards.merge(call.canonicalized(), guard, Guard::or);
            }
            return call;
          });
    }
    HoistedCalls found = new HoistedCalls(operator);
    UnaryOperator<Expression> taken =
        e -> CallWalk.rewrite(e, kind, (call, guard) -> takeGuarded(call, guard, guards, found));
    ScalaCollections.list(operator.expressions()).forEach(taken::apply);
    return found.rewrite(taken);
  }

  private static Expression takeGuarded(
      NibblePredict call, Guard guard, Map<Expression, Guard> guards, HoistedCalls found) {
    if (!guard.canMove() || !call.deterministic()) {
      return call;
    }
    Guard all = guards.get(call.canonicalized());
    NibblePredict guarded = call.withChild(all.apply(call.features()));
    return found.take(guarded) ? found.result(guarded).orElseThrow() : call;
  }

  private static LogicalPlan withOutput(LogicalPlan plan, List<Attribute> output) {
    return Attributes.same(ScalaCollections.list(plan.output()), output)
        ? plan
        : new Project(ScalaCollections.seq(output), plan);
  }
}
