package io.nibble.spark.catalyst;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/** Filters on columns of the child go below the calls, so that fewer rows are scored. */
final class PushFilters {
  private PushFilters() {}

  static LogicalPlan apply(LogicalPlan plan) {
    return plan instanceof Filter filter && filter.child() instanceof NibblePredictPlan node
        ? push(filter, node)
        : plan;
  }

  private static LogicalPlan push(Filter filter, NibblePredictPlan node) {
    List<Expression> below = new ArrayList<>();
    List<Expression> above = new ArrayList<>();
    for (Expression condition : Conjuncts.of(filter.condition())) {
      (canPush(condition, node) ? below : above).add(condition);
    }
    if (below.isEmpty()) {
      return filter;
    }
    LogicalPlan pushed = node.withChild(new Filter(Conjuncts.and(below), node.child()));
    return above.isEmpty() ? pushed : new Filter(Conjuncts.and(above), pushed);
  }

  private static boolean canPush(Expression condition, NibblePredictPlan node) {
    return condition.deterministic()
        && !Trees.any(condition, SubqueryExpression.class::isInstance)
        && condition.references().subsetOf(node.child().outputSet());
  }
}
