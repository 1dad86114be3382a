package io.nibble.spark.catalyst.plan;

import io.nibble.spark.catalyst.function.FunctionCall;
import io.nibble.spark.catalyst.function.NibblePredict;
import io.nibble.spark.catalyst.tree.Trees;
import io.nibble.spark.scala.ScalaCollections;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/** Whether trees hold calls of the function. */
public final class Calls {
  private Calls() {}

  public static boolean in(Expression expression) {
    return FunctionCall.mayBeIn(expression)
        && Trees.any(expression, NibblePredict.class::isInstance);
  }

  /** Whether a call stands anywhere in the plan that is not yet in a node of its own. */
  public static boolean in(LogicalPlan plan) {
    return FunctionCall.mayBeIn(plan) && Trees.any(plan, Calls::callsItself);
  }

  /** Whether a call has a node of its own anywhere in the plan. */
  public static boolean areBatchedIn(LogicalPlan plan) {
    return FunctionCall.mayBeIn(plan) && Trees.any(plan, NibblePredictPlan.class::isInstance);
  }

  private static boolean callsItself(LogicalPlan operator) {
    return !(operator instanceof NibblePredictPlan)
        && FunctionCall.mayBeIn(operator)
        && ScalaCollections.list(operator.expressions()).stream()
            .anyMatch(e -> Trees.any(e, Calls::isCallOrHoldsOne));
  }

  private static boolean isCallOrHoldsOne(Expression expression) {
    return expression instanceof NibblePredict
        || (expression instanceof SubqueryExpression subquery && in(subquery.plan()));
  }
}
