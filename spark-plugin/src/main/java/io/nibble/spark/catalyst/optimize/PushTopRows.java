package io.nibble.spark.catalyst.optimize;

import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Subquery;

/**
 * The rows that {@code ORDER BY … LIMIT} keeps are found before they are scored, where the order
 * does not need the scores; so are those of a LIMIT inside a query.
 *
 * <p>Not those of a LIMIT that ends a query: Spark reads only as many partitions as it takes, and
 * {@link PushLimits} has gone below the calls in each.
 */
final class PushTopRows {
  /** More rows of a LIMIT without an order are scored by all tasks, each as many as that. */
  private static final long MOST_ROWS = 10_000;

  private PushTopRows() {}

  static LogicalPlan apply(LogicalPlan plan) {
    return push(plan, true);
  }

  private static LogicalPlan push(LogicalPlan plan, boolean endsQuery) {
    LogicalPlan pushed =
        TopRows.of(plan)
            .filter(top -> top.sort().isPresent() || (!endsQuery && top.isAtMost(MOST_ROWS)))
            .flatMap(TopRows::belowCalls)
            .orElse(plan);
    boolean passes = plan instanceof Project || plan instanceof Subquery || TopRows.isLimit(plan);
    return pushed.mapChildren(child -> push(child, endsQuery && passes));
  }
}
