package io.nibble.spark.catalyst.extract;

import io.nibble.spark.catalyst.plan.Calls;
import io.nibble.spark.catalyst.plan.NibblePredictPlan;
import io.nibble.spark.catalyst.tree.Trees;
import io.nibble.spark.conf.NibbleConf;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;

/**
 * Plan normalization rule: takes the calls of {@code nibble_predict} out of the expressions of a
 * plan, subqueries included, into {@link NibblePredictPlan} nodes below. Normalization sees the
 * whole analysed plan once, before the lookup in the cache and before the optimizer can move or
 * multiply a call, in batches, streams and commands alike.
 *
 * <p>What it cannot take out stays as it is and is evaluated row by row.
 */
public final class ExtractPredictions extends Rule<LogicalPlan> {
  private final SparkSession session;

  public ExtractPredictions(SparkSession session) {
    this.session = session;
  }

  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    if (!plan.resolved() || !Calls.in(plan)) {
      return plan;
    }
    NibbleConf conf = NibbleConf.of(session);
    LogicalPlan set = SessionSettings.apply(plan, conf.scoring());
    if (!conf.enabled()) {
      return set;
    }
    LogicalPlan extracted = extract(set);
    CallReport.lines(extracted, conf.explain()).forEach(log()::warn);
    return extracted;
  }

  private LogicalPlan extract(LogicalPlan plan) {
    return Trees.mapUp(plan, operator -> extractOne(withSubqueries(operator)));
  }

  private LogicalPlan withSubqueries(LogicalPlan operator) {
    return operator.mapExpressions(e -> Trees.mapUp(e, this::extractSubquery));
  }

  private Expression extractSubquery(Expression expression) {
    return expression instanceof SubqueryExpression subquery && Calls.in(subquery.plan())
        ? subquery.withNewPlan(extract(subquery.plan()))
        : expression;
  }

  private static LogicalPlan extractOne(LogicalPlan operator) {
    return Sites.canHost(operator) ? extractHost(operator) : operator;
  }

  private static LogicalPlan extractHost(LogicalPlan operator) {
    if (operator instanceof Aggregate aggregate) {
      return AggregateSplit.split(aggregate)
          .map(above -> extractOne(above.mapChildren(ExtractPredictions::extractOne)))
          .orElseGet(() -> HoistCalls.extract(aggregate));
    }
    if (operator instanceof Filter filter) {
      return FilterSplit.extract(filter);
    }
    return operator instanceof Join join ? JoinSplit.extract(join) : HoistCalls.extract(operator);
  }
}
