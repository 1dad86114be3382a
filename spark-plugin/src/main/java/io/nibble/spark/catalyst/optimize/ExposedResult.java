package io.nibble.spark.catalyst.optimize;

import io.nibble.spark.catalyst.function.NibblePredict;
import io.nibble.spark.catalyst.plan.NibblePredictPlan;
import io.nibble.spark.catalyst.tree.Projections;
import io.nibble.spark.scala.ScalaCollections;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;

/**
 * The result of a call, found in a plan below it or beside it.
 *
 * @param plan the plan, changed so that {@code result}, if from below, is among its columns
 */
record ExposedResult(Attribute result, LogicalPlan plan) {

  /** Looks for the result of {@code call}, whose features are over the output of {@code plan}. */
  static Optional<ExposedResult> find(NibblePredict call, LogicalPlan plan) {
    if (!call.deterministic()) {
      return Optional.empty();
    }
    if (plan instanceof NibblePredictPlan node) {
      return findIn(call, node).or(() -> findBeyond(call, node));
    }
    if (plan instanceof Project project) {
      return findBelow(call, project);
    }
    return ResultPath.sides(plan).stream()
        .filter(side -> call.references().subsetOf(side.outputSet()))
        .findFirst()
        .flatMap(side -> find(call, side).flatMap(found -> found.under(plan, side)));
  }

  private static Optional<ExposedResult> findBeyond(NibblePredict call, NibblePredictPlan node) {
    return call.references().subsetOf(node.child().outputSet())
        ? find(call, node.child()).map(found -> found.passing(node))
        : Optional.empty();
  }

  private ExposedResult passing(NibblePredictPlan node) {
    return new ExposedResult(result, node.passing(result, plan));
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
  static NibblePredict define(NibblePredict call, LogicalPlan child) {
    return child instanceof Project project && project.deterministic()
        ? call.withChild(Projections.inline(call.features(), project))
        : call;
  }

  private static Optional<ExposedResult> findBelow(NibblePredict call, Project project) {
    NibblePredict below = call.withChild(Projections.inline(call.features(), project));
    return find(below, project.child()).map(found -> found.through(project));
  }

  private Optional<ExposedResult> under(LogicalPlan parent, LogicalPlan side) {
    LogicalPlan over = parent.mapChildren(child -> child == side ? plan : child);
    return over.outputSet().contains(result)
        ? Optional.of(new ExposedResult(result, over))
        : Optional.empty();
  }

  private ExposedResult through(Project project) {
    List<NamedExpression> columns = new ArrayList<>(ScalaCollections.list(project.projectList()));
    if (columns.stream().noneMatch(c -> c instanceof Attribute a && a.semanticEquals(result))) {
      columns.add(result);
    }
    return new ExposedResult(result, new Project(ScalaCollections.seq(columns), plan));
  }
}
