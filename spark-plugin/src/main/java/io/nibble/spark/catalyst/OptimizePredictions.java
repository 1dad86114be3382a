package io.nibble.spark.catalyst;

import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;

/**
 * Optimizer rule for {@link NibblePredictPlan}: Spark's own pushdowns name the operators that they
 * know. Runs among them until nothing changes.
 */
public final class OptimizePredictions extends Rule<LogicalPlan> {
  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    if (!Trees.any(plan, NibblePredictPlan.class::isInstance)) {
      return plan;
    }
    LogicalPlan pushed = Trees.mapUp(plan, PushFilters::apply);
    LogicalPlan limited = Trees.mapUp(pushed, PushLimits::apply);
    LogicalPlan reused = Trees.mapUp(limited, ReuseResults::apply);
    return Trees.mapUp(reused, NarrowColumns::apply);
  }
}
