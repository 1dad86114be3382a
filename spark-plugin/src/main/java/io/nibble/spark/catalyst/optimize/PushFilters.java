package io.nibble.spark.catalyst.optimize;

import io.nibble.spark.catalyst.plan.NibblePredictPlan;
import io.nibble.spark.catalyst.tree.Conjuncts;
import io.nibble.spark.catalyst.tree.Trees;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/**
 * Filters on columns of the child go below the calls, so that fewer rows are scored; but not past a
 * random one, which must see the rows that it sees row by row.
 */
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
    boolean mayPass = true;
    for (Expression condition : Conjuncts.of(filter.condition())) {
      mayPass &= condition.deterministic();
      (mayPass && canPush(condition, node) ? below : above).add(condition);
    }
    if (below.isEmpty()) {
      return filter;
    }
    LogicalPlan pushed = node.withChild(new Filter(Conjuncts.and(below), node.child()));
    return above.isEmpty() ? pushed : new Filter(Conjuncts.and(above), pushed);
  }

  private static boolean canPush(Expression condition, NibblePredictPlan node) {
    AttributeSet columns = node.child().outputSet();
    return condition.references().subsetOf(columns)
        && !Trees.any(condition, e -> e instanceof SubqueryExpression s && reads(s, columns));
  }

  // As Spark's own rules ask: a subquery over the same table has columns of the same identity.
  private static boolean reads(SubqueryExpression subquery, AttributeSet columns) {
    return !subquery.plan().outputSet().intersect(columns).isEmpty();
  }
}
