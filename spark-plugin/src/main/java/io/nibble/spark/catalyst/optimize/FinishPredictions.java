package io.nibble.spark.catalyst.optimize;

import io.nibble.spark.catalyst.extract.FilterSplit;
import io.nibble.spark.catalyst.plan.Calls;
import io.nibble.spark.catalyst.plan.NibblePredictPlan;
import io.nibble.spark.catalyst.tree.Trees;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;

/**
 * Second optimizer rule for {@link NibblePredictPlan}: runs once, when Spark's own rules have moved
 * filters, limits and sorts to where they stay. Spark makes filters of parts of an outer join's
 * condition, which kept its calls; these are taken out now.
 */
public final class FinishPredictions extends Rule<LogicalPlan> {
  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    if (!Calls.areBatchedIn(plan)) {
      return plan;
    }
    LogicalPlan extracted = Trees.mapUp(plan, FilterSplit::extractCalls);
    LogicalPlan fewest = PushTopRows.apply(extracted);
    LogicalPlan once = ScoreOnce.apply(fewest);
    return Trees.mapUp(once, NarrowColumns::apply);
  }
}
