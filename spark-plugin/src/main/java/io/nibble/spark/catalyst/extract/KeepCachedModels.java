package io.nibble.spark.catalyst.extract;

import io.nibble.spark.catalyst.function.CallModels;
import io.nibble.spark.catalyst.plan.Calls;
import io.nibble.spark.catalyst.tree.Trees;
import io.nibble.spark.models.ModelReference;
import io.nibble.spark.models.ModelRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ResolvedHint;
import org.apache.spark.sql.catalyst.plans.logical.View;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.columnar.InMemoryRelation;
import org.apache.spark.sql.internal.SessionState;

/**
 * Plan normalization rule: what Spark's cache holds of a view stays what it was. Spark analyses the
 * text of a view anew for every query that names it, so that its calls get the models that their
 * paths lead to now. If the cache holds the view as it was with earlier ones, it gets those.
 */
public final class KeepCachedModels extends Rule<LogicalPlan> {
  /** More than any view will have; each is a lookup in the cache. */
  private static final int MOST_CHOICES = 64;

  /** Set while this thread looks into the cache, which normalizes the plan that it looks for. */
  private static final ThreadLocal<Boolean> LOOKING = new ThreadLocal<>();

  private final SparkSession session;

  public KeepCachedModels(SparkSession session) {
    this.session = session;
  }

  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    return LOOKING.get() == null && plan.resolved() && Calls.in(plan) ? keep(plan) : plan;
  }

  private LogicalPlan keep(LogicalPlan plan) {
    if (plan instanceof View view) {
      Optional<LogicalPlan> cached = cached(view);
      if (cached.isPresent()) {
        return cached.get();
      }
    }
    LogicalPlan kept = plan.mapChildren(this::keep);
    return kept.mapExpressions(e -> CallModels.checked(Trees.mapUp(e, this::inSubquery)));
  }

  private Expression inSubquery(Expression expression) {
    return expression instanceof SubqueryExpression subquery && Calls.in(subquery.plan())
        ? subquery.withNewPlan(keep(subquery.plan()))
        : expression;
  }

  /** The view as the cache holds it. */
  private Optional<LogicalPlan> cached(View view) {
    Set<ModelReference> models = CallModels.of(view);
    if (models.isEmpty() || view.isStreaming() || isCacheEmpty()) {
      return Optional.empty();
    }
    return choices(models).stream()
        .flatMap(choice -> CallModels.with(view, choice).stream())
        .filter(this::isHeld)
        .findFirst();
  }

  private boolean isCacheEmpty() {
    return session.sharedState().cacheManager().isEmpty();
  }

  /** Has Spark look, as it would for a query that is the view and nothing else. */
  private boolean isHeld(LogicalPlan view) {
    SessionState state = session.sessionState();
    LOOKING.set(true);
    try {
      LogicalPlan found = state.executePlan(view, state.executePlan$default$2()).withCachedData();
      while (found instanceof ResolvedHint hint) {
        found = hint.child();
      }
      return found instanceof InMemoryRelation;
    } finally {
      LOOKING.remove();
    }
  }

  /**
   * Which models to take for those of a view: as they are, and all that their paths have led to.
   */
  private static List<Map<ModelReference, ModelReference>> choices(Set<ModelReference> models) {
    List<Map<ModelReference, ModelReference>> choices = List.of(Map.of());
    for (ModelReference model : models) {
      List<ModelReference> candidates = new ArrayList<>(List.of(model));
      candidates.addAll(ModelRegistry.earlier(model));
      choices =
          choices.stream()
              .flatMap(choice -> candidates.stream().map(c -> extended(choice, model, c)))
              .limit(MOST_CHOICES)
              .toList();
    }
    return choices;
  }

  private static Map<ModelReference, ModelReference> extended(
      Map<ModelReference, ModelReference> choice, ModelReference model, ModelReference candidate) {
    Map<ModelReference, ModelReference> extended = new HashMap<>(choice);
    extended.put(model, candidate);
    return extended;
  }
}
