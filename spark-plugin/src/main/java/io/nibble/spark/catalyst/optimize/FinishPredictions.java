package io.nibble.spark.catalyst.optimize;

import io.nibble.spark.catalyst.plan.Calls;
import io.nibble.spark.catalyst.plan.NibblePredictPlan;
import io.nibble.spark.catalyst.tree.Trees;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;

/**
 * Second optimizer rule for {@link NibblePredictPlan}: runs once, when Spark's own rules have moved
 * filters, limits and sorts to where they stay.
 */
public final class FinishPredictions extends Rule<LogicalPlan> {
  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    if (!Calls.areBatchedIn(plan)) {
      return plan;
    }
    LogicalPlan fewest = PushTopRows.apply(plan);
    LogicalPlan once = ScoreOnce.apply(fewest);
    return Trees.mapUp(once, NarrowColumns::apply);
  }
}
