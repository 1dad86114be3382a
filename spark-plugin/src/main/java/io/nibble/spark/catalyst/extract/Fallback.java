package io.nibble.spark.catalyst.extract;

import io.nibble.spark.catalyst.function.NibblePredict;
import io.nibble.spark.catalyst.plan.Calls;
import io.nibble.spark.catalyst.tree.Trees;
import io.nibble.spark.scala.ScalaCollections;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.LambdaFunction;
import org.apache.spark.sql.catalyst.expressions.OuterReference;
import org.apache.spark.sql.catalyst.expressions.TryEval;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/** Why a call could not be taken out of its operator. */
final class Fallback {
  private Fallback() {}

  /**
   * @param opaque the expression around the call that it cannot leave, or null
   */
  static String reason(NibblePredict call, LogicalPlan operator, Expression opaque) {
    if (opaque instanceof LambdaFunction) {
      return "it is in a lambda, which runs for each element; explode the array to score in"
          + " batches";
    }
    if (opaque instanceof TryEval) {
      return "it is in a try_ function, which swallows the errors of what is inside";
    }
    if (Calls.in(call.features())) {
      return "its features need a call that is evaluated row by row";
    }
    return reasonOf(call, operator);
  }

  private static String reasonOf(NibblePredict call, LogicalPlan operator) {
    if (Trees.any(call.features(), OuterReference.class::isInstance)) {
      return "its features are of a subquery and of the query around it";
    }
    if (operator instanceof Join && !isOfOneSide(call, operator)) {
      return "its features are of both sides; only an inner join can filter by them afterwards";
    }
    if (operator instanceof Join join && isLate(call, join)) {
      return "only the pairs of rows that the rest of the condition leaves need it";
    }
    if (operator instanceof Filter filter && RandomFilter.mustStay(filter)) {
      return "the filter is random, and only Spark knows which rows its parts will see";
    }
    if (!Sites.canHost(operator)) {
      return "the operator's expressions are not computed from the rows of its input alone";
    }
    if (!Sites.canMove(call.features())) {
      return "its features need what only this operator computes";
    }
    return call.deterministic()
        ? "it stands in a branch whose condition cannot be computed below the operator"
        : "its features are random, and rows are not one to one below the operator, or a correlated"
            + " subquery is joined to them";
  }

  private static boolean isLate(NibblePredict call, Join join) {
    return JoinParts.of(join).late().stream()
        .anyMatch(part -> Trees.any(part, e -> e.fastEquals(call)));
  }

  private static boolean isOfOneSide(NibblePredict call, LogicalPlan join) {
    return ScalaCollections.list(join.children()).stream()
        .anyMatch(side -> call.references().subsetOf(side.outputSet()));
  }
}
