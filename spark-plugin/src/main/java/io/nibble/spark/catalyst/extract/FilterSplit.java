package io.nibble.spark.catalyst.extract;

import io.nibble.spark.catalyst.function.NibblePredict;
import io.nibble.spark.catalyst.plan.Calls;
import io.nibble.spark.catalyst.tree.Conjuncts;
import io.nibble.spark.catalyst.tree.Trees;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubExprUtils;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/**
 * Spark evaluates the parts of a filter one after another, and none for a row that an earlier one
 * has dropped. So a call is computed over a filter by the parts before it: for no other rows, and
 * {@code rand()} in its features or before it gives each row what it gives row by row.
 */
public final class FilterSplit {
  private FilterSplit() {}

  /** {@code plan}, {@linkplain #extract split} if it is a filter with calls. */
  public static LogicalPlan extractCalls(LogicalPlan plan) {
    return plan instanceof Filter filter && Calls.in(filter.condition()) ? extract(filter) : plan;
  }

  /** The filter over its child with its calls computed below; its output is the same. */
  static LogicalPlan extract(Filter filter) {
    if (RandomFilter.mustStay(filter)) {
      return filter;
    }
    LogicalPlan plan = filter.child();
    for (List<Expression> stage : stages(RandomFilter.condition(filter))) {
      plan = inOne(HoistCalls.extract(new Filter(Conjuncts.and(stage), plan)));
    }
    return plan;
  }

  // Of two filters with outer columns, one right above the other, Spark 3.5 forgets the lower.
  private static LogicalPlan inOne(LogicalPlan plan) {
    boolean isForgotten =
        plan instanceof Filter above
            && above.child() instanceof Filter
            && SubExprUtils.containsOuter(above.condition());
    if (!isForgotten) {
      return plan;
    }
    Filter below = (Filter) plan.children().head();
    return new Filter(new And(below.condition(), ((Filter) plan).condition()), below.child());
  }

  // A part that needs no calls, or only those of the parts before it, goes with them.
  private static List<List<Expression>> stages(Expression condition) {
    List<List<Expression>> stages = new ArrayList<>();
    Set<Object> known = Set.of();
    for (Expression part : Conjuncts.of(condition)) {
      Set<Object> calls = calls(part);
      if (stages.isEmpty() || !known.containsAll(calls)) {
        stages.add(new ArrayList<>());
        known = calls;
      }
      stages.get(stages.size() - 1).add(part);
    }
    return stages;
  }

  private static Set<Object> calls(Expression condition) {
    Set<Object> calls = new HashSet<>();
    Trees.forEach(
        condition,
        e -> {
          if (e instanceof NibblePredict call) {
            calls.add(call.deterministic() ? call.canonicalized() : new Object());
          } else if (e instanceof SubqueryExpression subquery && Calls.in(subquery.plan())) {
            calls.add(subquery);
          }
        });
    return calls;
  }
}
