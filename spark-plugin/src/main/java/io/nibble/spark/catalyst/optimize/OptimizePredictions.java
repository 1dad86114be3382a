package io.nibble.spark.catalyst.optimize;

import io.nibble.spark.catalyst.plan.Calls;
import io.nibble.spark.catalyst.plan.NibblePredictPlan;
import io.nibble.spark.catalyst.tree.Trees;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;

/**
 * Optimizer rule for {@link NibblePredictPlan}: Spark's own pushdowns name the operators that they
 * know. Runs among them until nothing changes.
 */
public final class OptimizePredictions extends Rule<LogicalPlan> {
  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    if (!Calls.areBatchedIn(plan)) {
      return plan;
    }
    LogicalPlan pushed = Trees.mapUp(plan, PushFilters::apply);
    LogicalPlan joined = Trees.mapUp(pushed, PushSemiJoins::apply);
    LogicalPlan scored = Trees.mapUp(joined, PushScoredFilters::apply);
    LogicalPlan limited = Trees.mapUp(scored, PushLimits::apply);
    LogicalPlan reused = Trees.mapUp(limited, ReuseResults::apply);
    return Trees.mapUp(reused, NarrowColumns::apply);
  }
}
