package io.nibble.spark.catalyst;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.And;
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
    for (Expression condition : conjuncts(filter.condition())) {
      (canPush(condition, node) ? below : above).add(condition);
    }
    if (below.isEmpty()) {
      return filter;
    }
    LogicalPlan pushed = node.withChild(new Filter(and(below), node.child()));
    return above.isEmpty() ? pushed : new Filter(and(above), pushed);
  }

  private static boolean canPush(Expression condition, NibblePredictPlan node) {
    return condition.deterministic()
        && !Trees.any(condition, SubqueryExpression.class::isInstance)
        && condition.references().subsetOf(node.child().outputSet());
  }

  private static List<Expression> conjuncts(Expression condition) {
    if (!(condition instanceof And and)) {
      return List.of(condition);
    }
    List<Expression> both = new ArrayList<>(conjuncts(and.left()));
    both.addAll(conjuncts(and.right()));
    return both;
  }

  private static Expression and(List<Expression> conditions) {
    return conditions.stream().reduce(And::new).orElseThrow();
  }
}
