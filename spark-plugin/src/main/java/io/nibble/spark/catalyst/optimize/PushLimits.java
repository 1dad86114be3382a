package io.nibble.spark.catalyst.optimize;

import io.nibble.spark.catalyst.plan.NibblePredictPlan;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import scala.Option;

/**
 * A limit on each partition goes below the calls too: they keep the number of rows. The one above
 * stays, because Spark's planner looks for it there.
 */
final class PushLimits {
  private PushLimits() {}

  static LogicalPlan apply(LogicalPlan plan) {
    return plan instanceof LocalLimit limit
        ? limit.mapChildren(child -> push(limit.limitExpr(), child))
        : plan;
  }

  private static LogicalPlan push(Expression rows, LogicalPlan plan) {
    if (plan instanceof Project project) {
      return project.deterministic() ? project.mapChildren(child -> push(rows, child)) : project;
    }
    return plan instanceof NibblePredictPlan node
        ? node.withChild(limited(rows, push(rows, node.child())))
        : plan;
  }

  private static LogicalPlan limited(Expression rows, LogicalPlan plan) {
    Option<Object> most = plan.maxRowsPerPartition();
    boolean isFewAlready =
        most.isDefined()
            && rows instanceof Literal literal
            && (Long) most.get() <= ((Number) literal.value()).longValue();
    return isFewAlready ? plan : new LocalLimit(rows, plan);
  }
}
