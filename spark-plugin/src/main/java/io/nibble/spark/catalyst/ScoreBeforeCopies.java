package io.nibble.spark.catalyst;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.CollectionGenerator;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.Expand;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.collection.immutable.Seq;

/**
 * Operators that make several rows of one, {@code explode} and the copies for ROLLUP and CUBE: what
 * all copies share is scored before.
 */
final class ScoreBeforeCopies {
  private ScoreBeforeCopies() {}

  /**
   * The operator over {@code calls}, computed over its child; empty if it makes no copies or if the
   * calls need what it makes.
   */
  static Optional<LogicalPlan> place(ChildCalls calls, LogicalPlan operator) {
    if (!calls.isDeterministic()) {
      return Optional.empty();
    }
    AttributeSet columns = calls.references();
    if (operator instanceof Generate generate && copies(generate, columns)) {
      LogicalPlan below = calls.over(generate.child());
      return Optional.of(generate.withNewChildren(ScalaCollections.seq(List.of(below))));
    }
    return operator instanceof Expand expand && copies(expand, columns)
        ? Optional.of(expand(calls, expand))
        : Optional.empty();
  }

  private static boolean copies(Generate generate, AttributeSet columns) {
    return generate.generator() instanceof CollectionGenerator
        && generate.unrequiredChildIndex().isEmpty()
        && columns.subsetOf(generate.child().outputSet());
  }

  // Some of the copies may have NULL in place of a column.
  private static boolean copies(Expand expand, AttributeSet columns) {
    return columns.subsetOf(expand.child().outputSet())
        && ScalaCollections.list(expand.projections()).stream()
            .allMatch(projection -> passes(projection, expand, columns));
  }

  private static boolean passes(Seq<Expression> projection, Expand expand, AttributeSet columns) {
    for (int i = 0; i < projection.size(); i++) {
      Attribute column = expand.output().apply(i);
      if (columns.contains(column) && !projection.apply(i).semanticEquals(column)) {
        return false;
      }
    }
    return true;
  }

  private static LogicalPlan expand(ChildCalls calls, Expand expand) {
    List<Seq<Expression>> projections = new ArrayList<>();
    for (Seq<Expression> projection : ScalaCollections.list(expand.projections())) {
      projections.add(with(projection, calls.results()));
    }
    return new Expand(
        ScalaCollections.seq(projections),
        with(expand.output(), calls.results()),
        calls.over(expand.child()));
  }

  private static <E> Seq<E> with(Seq<E> some, List<? extends E> more) {
    List<E> all = new ArrayList<>(ScalaCollections.list(some));
    all.addAll(more);
    return ScalaCollections.seq(all);
  }
}
