package io.nibble.spark.catalyst.function;

import io.nibble.spark.catalyst.tree.Trees;
import io.nibble.spark.models.GoneModel;
import io.nibble.spark.models.ModelReference;
import io.nibble.spark.scala.ScalaCollections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/** The models of the calls in a plan. */
public final class CallModels {
  private CallModels() {}

  public static Set<ModelReference> of(LogicalPlan plan) {
    Set<ModelReference> models = new LinkedHashSet<>();
    collect(plan, models);
    return models;
  }

  private static void collect(LogicalPlan plan, Set<ModelReference> models) {
    ScalaCollections.list(plan.expressions()).forEach(e -> collect(e, models));
    ScalaCollections.list(plan.children()).forEach(child -> collect(child, models));
  }

  private static void collect(Expression expression, Set<ModelReference> models) {
    Trees.forEach(
        expression,
        e -> {
          if (e instanceof NibblePredict call) {
            models.add(call.model());
          }
        });
  }

  /** The plan with other models; empty if a call cannot be made with them. */
  public static Optional<LogicalPlan> with(
      LogicalPlan plan, Map<ModelReference, ModelReference> models) {
    if (models.entrySet().stream().allMatch(e -> e.getKey().equals(e.getValue()))) {
      return Optional.of(plan);
    }
    try {
      return Optional.of(
          Trees.mapUp(plan, p -> p.mapExpressions(e -> Trees.mapUp(e, x -> with(x, models)))));
    } catch (InvalidCallException e) {
      return Optional.empty();
    }
  }

  private static Expression with(
      Expression expression, Map<ModelReference, ModelReference> models) {
    if (expression instanceof NibblePredict call) {
      return call.withModel(models.getOrDefault(call.model(), call.model()));
    }
    return expression instanceof TopLabel top ? top.ofItsCall() : expression;
  }

  /** The expression, if all its models are there; otherwise an AnalysisException, as Spark does. */
  public static Expression checked(Expression expression) {
    Trees.forEach(
        expression,
        e -> {
          if (e instanceof NibblePredict call && call.model() instanceof GoneModel gone) {
            throw AnalysisErrors.raise(
                NibblePredict.NAME, new InvalidCallException(gone.reason(), gone.cause()));
          }
        });
    return expression;
  }
}
