package io.nibble.spark.catalyst.optimize;

import io.nibble.spark.catalyst.function.NibblePredict;
import io.nibble.spark.catalyst.plan.NibblePredictPlan;
import io.nibble.spark.catalyst.tree.Attributes;
import io.nibble.spark.scala.ScalaCollections;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;

/**
 * A call whose result is there already, computed further down for the same features, takes that
 * result: {@code SELECT f(x) … WHERE f(x)[0] > 0.5} scores each row once. After the lookup in the
 * cache, so that it cannot change what a cached plan looks like.
 */
final class ReuseResults {
  private ReuseResults() {}

  static LogicalPlan apply(LogicalPlan plan) {
    return plan instanceof NibblePredictPlan node ? reuse(node) : plan;
  }

  private static LogicalPlan reuse(NibblePredictPlan node) {
    for (int i = 0; i < node.calls().size(); i++) {
      Optional<Attribute> equal = ofEqualCall(node, i);
      if (equal.isPresent()) {
        return replace(node, i, new ExposedResult(equal.get(), node.child()));
      }
      Optional<ExposedResult> known = ExposedResult.find(node.calls().get(i), node.child());
      if (known.isPresent()) {
        return replace(node, i, known.get());
      }
    }
    return node;
  }

  // Calls written in two ways may have become the same.
  private static Optional<Attribute> ofEqualCall(NibblePredictPlan node, int index) {
    Expression wanted = definition(node, index);
    for (int i = 0; wanted.deterministic() && i < index; i++) {
      if (definition(node, i).equals(wanted)) {
        return Optional.of(node.results().get(i));
      }
    }
    return Optional.empty();
  }

  private static Expression definition(NibblePredictPlan node, int index) {
    return ExposedResult.define(node.calls().get(index), node.child()).canonicalized();
  }

  // One call at a time; the optimizer comes again until none is left.
  private static LogicalPlan replace(NibblePredictPlan node, int index, ExposedResult known) {
    Attribute result = node.results().get(index);
    Alias copy = Attributes.alias(known.result(), result.name(), result.exprId());
    List<NamedExpression> output = new ArrayList<>(ScalaCollections.list(node.output()));
    output.set(node.kept().size() + index, copy);
    return new Project(ScalaCollections.seq(output), without(node, index, known));
  }

  private static LogicalPlan without(NibblePredictPlan node, int index, ExposedResult known) {
    List<NibblePredict> calls = new ArrayList<>(node.calls());
    List<Attribute> results = new ArrayList<>(node.results());
    calls.remove(index);
    results.remove(index);
    return calls.isEmpty() ? known.plan() : NibblePredictPlan.of(calls, results, known.plan());
  }
}
