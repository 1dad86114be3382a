package io.nibble.spark.catalyst;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Sort;

/**
 * The result of a call, found in a plan below it.
 *
 * @param plan the plan, changed so that {@code result} is among its columns
 */
record ExposedResult(Attribute result, LogicalPlan plan) {

  /** Looks for the result of {@code call}, whose features are over the output of {@code plan}. */
  static Optional<ExposedResult> find(NibblePredict call, LogicalPlan plan) {
    if (!call.deterministic()) {
      return Optional.empty();
    }
    if (plan instanceof NibblePredictPlan node) {
      return findIn(call, node);
    }
    if (plan instanceof Project project) {
      return findBelow(call, project);
    }
    return plan instanceof Filter || plan instanceof Sort || plan instanceof LocalLimit
        ? find(call, child(plan)).map(found -> found.under(plan))
        : Optional.empty();
  }

  private static Optional<ExposedResult> findIn(NibblePredict call, NibblePredictPlan node) {
    Expression wanted = define(call, node.child()).canonicalized();
    for (int i = 0; i < node.calls().size(); i++) {
      if (define(node.calls().get(i), node.child()).canonicalized().equals(wanted)) {
        return Optional.of(new ExposedResult(node.results().get(i), node));
      }
    }
    return Optional.empty();
  }

  // Two projections may define the same features under two names.
  private static NibblePredict define(NibblePredict call, LogicalPlan child) {
    return child instanceof Project project && project.deterministic()
        ? call.withChild(Projections.inline(call.features(), project))
        : call;
  }

  private static Optional<ExposedResult> findBelow(NibblePredict call, Project project) {
    NibblePredict below = call.withChild(Projections.inline(call.features(), project));
    return find(below, project.child()).map(found -> found.through(project));
  }

  private ExposedResult under(LogicalPlan parent) {
    return new ExposedResult(result, parent.withNewChildren(ScalaCollections.seq(List.of(plan))));
  }

  private ExposedResult through(Project project) {
    List<NamedExpression> columns = new ArrayList<>(ScalaCollections.list(project.projectList()));
    if (columns.stream().noneMatch(c -> c instanceof Attribute a && a.semanticEquals(result))) {
      columns.add(result);
    }
    return new ExposedResult(result, new Project(ScalaCollections.seq(columns), plan));
  }

  private static LogicalPlan child(LogicalPlan plan) {
    return plan.children().head();
  }
}
