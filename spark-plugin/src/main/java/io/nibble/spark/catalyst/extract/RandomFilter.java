package io.nibble.spark.catalyst.extract;

import io.nibble.spark.catalyst.plan.Calls;
import io.nibble.spark.catalyst.plan.NibblePredictPlan;
import io.nibble.spark.catalyst.tree.Conjuncts;
import io.nibble.spark.catalyst.tree.Projections;
import io.nibble.spark.catalyst.tree.Trees;
import io.nibble.spark.scala.ScalaCollections;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Coalesce;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.IsNotNull;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.View;

/**
 * A filter with a random part. With a call in it, Spark evaluates {@code NULL AND rand() < 0.5} to
 * the end; over columns alone it drops the row at NULL, and the rows behind would get other random
 * values. So what may be NULL before a random part is one value with it.
 */
final class RandomFilter {
  private final Filter filter;
  private final List<Expression> parts;
  private final List<Expression> notNull = new ArrayList<>();
  private final int firstRandom;
  private final int lastRandom;

  private RandomFilter(Filter filter) {
    this.filter = filter;
    this.parts = Conjuncts.of(filter.condition());
    List<Boolean> isFixed = parts.stream().map(Expression::deterministic).toList();
    this.firstRandom = isFixed.indexOf(false);
    this.lastRandom = isFixed.lastIndexOf(false);
  }

  /** Whether Spark moves parts of the filter to where they see, or leave, other rows. */
  static boolean mustStay(Filter filter) {
    return !filter.condition().deterministic()
        && Calls.in(filter.condition())
        && !isOfTable(filter.child());
  }

  /** The condition of {@code filter}, evaluated for the rows for which it is with the calls. */
  static Expression condition(Filter filter) {
    if (filter.condition().deterministic() || !hasCall(filter.condition(), filter.child())) {
      return filter.condition();
    }
    return new RandomFilter(filter).inOrder();
  }

  private static boolean isOfTable(LogicalPlan plan) {
    boolean passes =
        plan instanceof SubqueryAlias
            || plan instanceof View
            || plan instanceof NibblePredictPlan node && node.isDeterministic()
            || plan instanceof Project project && project.deterministic();
    return plan.children().isEmpty() || passes && isOfTable(plan.children().head());
  }

  // Spark moves a filter through projections: what it then has is a call.
  private static boolean hasCall(Expression condition, LogicalPlan child) {
    if (Calls.in(condition)) {
      return true;
    }
    if (child.children().isEmpty() || !isOfTable(child)) {
      return false;
    }
    Expression below =
        child instanceof Project project
            ? Projections.inline(condition, project)
            : child instanceof NibblePredictPlan node ? node.inline(condition) : condition;
    return hasCall(below, child.children().head());
  }

  private Expression inOrder() {
    findNotNull();
    int firstNull = 0;
    while (firstNull < lastRandom && !mayBeNull(parts.get(firstNull))) {
      firstNull++;
    }
    return firstNull == lastRandom ? filter.condition() : inOneFrom(firstNull);
  }

  private Expression inOneFrom(int firstNull) {
    List<Expression> all = new ArrayList<>(notNull);
    List<Expression> together = new ArrayList<>();
    for (int i = 0; i <= lastRandom; i++) {
      boolean isAlone = i < firstNull || i < firstRandom && !mayBeNull(parts.get(i));
      (isAlone ? all : together).add(parts.get(i));
    }
    Expression value = Conjuncts.and(together);
    all.add(new Coalesce(ScalaCollections.seq(List.of(value, Literal$.MODULE$.FalseLiteral()))));
    all.addAll(parts.subList(lastRandom + 1, parts.size()));
    return Conjuncts.and(all);
  }

  // What Spark derives from the other parts and evaluates first.
  private void findNotNull() {
    for (Expression constraint : ScalaCollections.list(filter.constraints().toSeq())) {
      if (constraint instanceof IsNotNull && !hasCall(constraint, filter.child())) {
        notNull.add(constraint);
      }
    }
  }

  private boolean mayBeNull(Expression part) {
    return Trees.mapUp(part, this::withNullability).nullable();
  }

  private Expression withNullability(Expression e) {
    return e instanceof Attribute column
            && notNull.stream().anyMatch(known -> known.semanticEquals(new IsNotNull(column)))
        ? column.withNullability(false)
        : e;
  }
}
