package io.nibble.spark.catalyst.extract;

import io.nibble.spark.catalyst.function.NibblePredict;
import io.nibble.spark.catalyst.plan.NibblePredictPlan;
import io.nibble.spark.conf.ExplainCalls;
import io.nibble.spark.scala.ScalaCollections;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/** Says of each call in a plan where it is computed and, if row by row, why. */
final class CallReport {
  private static final int FIELDS = 25;

  private final boolean isForAll;
  private final List<String> lines = new ArrayList<>();

  private CallReport(boolean isForAll) {
    this.isForAll = isForAll;
  }

  /** One line for each call of interest, in the order of the plan from the top. */
  static List<String> lines(LogicalPlan plan, ExplainCalls interest) {
    CallReport report = new CallReport(interest == ExplainCalls.ALL);
    if (interest != ExplainCalls.NONE) {
      report.visit(plan);
    }
    return report.lines;
  }

  private void visit(LogicalPlan operator) {
    if (operator instanceof NibblePredictPlan node) {
      batched(node);
    } else {
      ScalaCollections.list(operator.expressions()).forEach(e -> visit(e, operator, null));
    }
    ScalaCollections.list(operator.children()).forEach(this::visit);
  }

  private void batched(NibblePredictPlan node) {
    if (isForAll) {
      String below = node.child().simpleString(FIELDS);
      node.calls().forEach(call -> lines.add(call + " is computed in batches over " + below));
    }
  }

  private void visit(Expression e, LogicalPlan operator, Expression opaque) {
    if (e instanceof SubqueryExpression subquery) {
      visit(subquery.plan());
    }
    if (e instanceof NibblePredict call) {
      lines.add(
          call
              + " is evaluated row by row in "
              + name(operator)
              + ": "
              + Fallback.reason(call, operator, opaque));
    }
    Expression inside = opaque == null && Sites.isOpaque(e) ? e : opaque;
    ScalaCollections.list(e.children()).forEach(child -> visit(child, operator, inside));
  }

  private static String name(LogicalPlan operator) {
    return operator instanceof Join join
        ? "a " + join.joinType().sql() + " join"
        : operator.nodeName();
  }
}
