package io.nibble.spark.catalyst.extract;

import io.nibble.spark.catalyst.function.NibblePredict;
import io.nibble.spark.catalyst.plan.Calls;
import io.nibble.spark.catalyst.tree.Trees;
import io.nibble.spark.conf.ScoringSettings;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/**
 * Gives the calls of a plan the settings of the session that runs it. The plan may come from
 * elsewhere: from a view or a Dataset of another session, or of this one before a setting changed.
 */
final class SessionSettings {
  private final ScoringSettings settings;

  private SessionSettings(ScoringSettings settings) {
    this.settings = settings;
  }

  static LogicalPlan apply(LogicalPlan plan, ScoringSettings settings) {
    return new SessionSettings(settings).set(plan);
  }

  private LogicalPlan set(LogicalPlan plan) {
    return Trees.mapUp(plan, operator -> operator.mapExpressions(e -> Trees.mapUp(e, this::set)));
  }

  private Expression set(Expression e) {
    if (e instanceof NibblePredict call) {
      return call.withSettings(settings);
    }
    return e instanceof SubqueryExpression subquery && Calls.in(subquery.plan())
        ? subquery.withNewPlan(set(subquery.plan()))
        : e;
  }
}
