package io.nibble.spark.catalyst.optimize;

import io.nibble.spark.catalyst.extract.FilterSplit;
import io.nibble.spark.catalyst.plan.Calls;
import io.nibble.spark.catalyst.plan.NibblePredictPlan;
import io.nibble.spark.catalyst.tree.Attributes;
import io.nibble.spark.catalyst.tree.Conjuncts;
import io.nibble.spark.catalyst.tree.Projections;
import io.nibble.spark.catalyst.tree.Trees;
import io.nibble.spark.scala.ScalaCollections;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.IsNotNull;
import org.apache.spark.sql.catalyst.optimizer.EliminateOuterJoin$;
import org.apache.spark.sql.catalyst.optimizer.PushDownPredicates$;
import org.apache.spark.sql.catalyst.plans.logical.Expand;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;

/**
 * A filter on scores goes below a join, or what else makes many rows of one, where Spark would move
 * a filter with a UDF: the calls are put back into the condition, Spark's own rules move it, and
 * the calls are taken out again where it has come to rest. Through an aggregation alone it does not
 * go: there are no more groups than rows. It also goes below calls that it does not read, which
 * then score fewer rows.
 */
final class PushScoredFilters {
  private final List<LogicalPlan> chain = new ArrayList<>();
  private LogicalPlan below;

  private PushScoredFilters() {}

  static LogicalPlan apply(LogicalPlan plan) {
    return plan instanceof Filter filter && filter.child() instanceof NibblePredictPlan
        ? new PushScoredFilters().push(filter)
        : plan;
  }

  private LogicalPlan push(Filter filter) {
    below = filter.child();
    while (isPassed(below)) {
      chain.add(below);
      below = below.children().head();
    }
    LogicalPlan input = below;
    List<Expression> rest = rest(Conjuncts.of(filter.condition()));
    if (below == input) {
      return filter;
    }
    LogicalPlan top = below;
    for (int i = chain.size() - 1; i >= 0; i--) {
      top = chain.get(i).withNewChildren(ScalaCollections.seq(List.of(top)));
    }
    return rest.isEmpty() ? top : new Filter(Conjuncts.and(rest), top);
  }

  private static boolean isPassed(LogicalPlan plan) {
    return plan instanceof Project project && project.deterministic()
        || plan instanceof NibblePredictPlan node && node.isDeterministic();
  }

  // A random part must see the rows that the parts before it leave, and no fewer. IS NOT NULL,
  // which
  // Spark derives from other parts, does not go where those cannot.
  private List<Expression> rest(List<Expression> parts) {
    List<Expression> rest = new ArrayList<>();
    List<Expression> notNull = new ArrayList<>();
    boolean mayMove = true;
    for (Expression part : parts) {
      mayMove &= part.deterministic();
      if (mayMove && part instanceof IsNotNull) {
        notNull.add(part);
      } else if (!mayMove || !moved(part)) {
        rest.add(part);
      }
    }
    AttributeSet stuck = Attributes.set(rest);
    for (Expression part : notNull) {
      if (!part.references().intersect(stuck).isEmpty() || !moved(part)) {
        rest.add(0, part);
      }
    }
    return rest;
  }

  private boolean moved(Expression part) {
    Expression whole = part;
    boolean isBelowCalls = false;
    for (LogicalPlan passed : chain) {
      if (passed instanceof NibblePredictPlan node) {
        isBelowCalls |= !Attributes.set(node.results()).subsetOf(whole.references());
        whole = node.inline(whole);
      } else {
        whole = Projections.inline(whole, (Project) passed);
      }
    }
    Optional<LogicalPlan> pushed = Calls.in(whole) ? pushed(whole, isBelowCalls) : Optional.empty();
    pushed.ifPresent(plan -> below = plan);
    return pushed.isPresent();
  }

  private Optional<LogicalPlan> pushed(Expression condition, boolean isBelowCalls) {
    LogicalPlan narrowed = EliminateOuterJoin$.MODULE$.apply(new Filter(condition, below));
    LogicalPlan pushed = PushDownPredicates$.MODULE$.apply(narrowed);
    return isBelowCalls || isBelowCopies(pushed, false)
        ? Optional.of(Trees.mapUp(pushed, FilterSplit::extractCalls))
        : Optional.empty();
  }

  private static boolean isBelowCopies(LogicalPlan plan, boolean isBelow) {
    if (plan instanceof Filter filter && Calls.in(filter.condition())) {
      return isBelow;
    }
    boolean copies = plan instanceof Join || plan instanceof Generate || plan instanceof Expand;
    return ScalaCollections.list(plan.children()).stream()
        .anyMatch(child -> isBelowCopies(child, isBelow || copies));
  }
}
