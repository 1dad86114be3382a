package io.nibble.spark.catalyst.extract;

import io.nibble.spark.catalyst.tree.Trees;
import io.nibble.spark.scala.ScalaCollections;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.CollectionGenerator;
import org.apache.spark.sql.catalyst.expressions.CreateArray;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GreaterThan;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.Or;
import org.apache.spark.sql.catalyst.expressions.Size;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.Expand;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.DataTypes;
import scala.collection.immutable.Seq;

/**
 * Operators that make several rows of one, {@code explode} and the copies for ROLLUP, CUBE and
 * UNPIVOT: what all copies share is scored before.
 */
final class ScoreBeforeCopies {
  private ScoreBeforeCopies() {}

  /** The calls over {@code child}, or below it where it makes copies of what they need. */
  static LogicalPlan place(ChildCalls calls, LogicalPlan child) {
    return calls.isEmpty() ? child : below(calls, child).orElseGet(() -> calls.over(child));
  }

  private static Optional<LogicalPlan> below(ChildCalls calls, LogicalPlan operator) {
    if (!calls.isDeterministic()) {
      return Optional.empty();
    }
    AttributeSet columns = calls.references();
    if (operator instanceof Generate generate && copies(generate, columns)) {
      return Optional.of(over(generate, place(ofSomeCopy(calls, generate), generate.child())));
    }
    if (operator instanceof Filter filter && filter.child() instanceof Expand expand) {
      return below(calls, filter, expand);
    }
    return operator instanceof Expand expand
        ? sources(expand, columns).map(sources -> expand(renamed(calls, sources), expand))
        : Optional.empty();
  }

  private static boolean copies(Generate generate, AttributeSet columns) {
    return generate.generator() instanceof CollectionGenerator
        && input(generate).deterministic()
        && generate.unrequiredChildIndex().isEmpty()
        && columns.subsetOf(generate.child().outputSet());
  }

  // A row of no copies is not scored.
  private static ChildCalls ofSomeCopy(ChildCalls calls, Generate generate) {
    Expression input = input(generate);
    if (generate.outer() || isNeverEmpty(input)) {
      return calls;
    }
    Expression none = new Literal(0, DataTypes.IntegerType);
    return calls.with(Guard.ALWAYS.ifTrue(new GreaterThan(new Size(input, false), none))::apply);
  }

  private static Expression input(Generate generate) {
    return ((Expression) generate.generator()).children().head();
  }

  // Spark itself drops the rows in which a column is empty.
  private static boolean isNeverEmpty(Expression input) {
    return input instanceof Attribute
        || (input instanceof CreateArray array && !array.children().isEmpty());
  }

  // A filter on the copies may leave none of a row, which is then not scored either.
  private static Optional<LogicalPlan> below(ChildCalls calls, Filter filter, Expand expand) {
    Expression condition = filter.condition();
    if (!condition.deterministic() || SubqueryExpression.hasSubquery(condition)) {
      return Optional.empty();
    }
    Expression anyCopy =
        ScalaCollections.list(expand.projections()).stream()
            .map(copy -> Trees.mapUp(condition, e -> ofCopy(e, expand, copy)))
            .reduce(Or::new)
            .orElseThrow();
    return below(calls, over(expand, new Filter(anyCopy, expand.child())))
        .map(scored -> over(filter, scored));
  }

  private static Expression ofCopy(Expression e, Expand expand, Seq<Expression> copy) {
    if (e instanceof Attribute column) {
      for (int i = 0; i < copy.size(); i++) {
        if (expand.output().apply(i).semanticEquals(column)) {
          return copy.apply(i);
        }
      }
    }
    return e;
  }

  private static LogicalPlan over(LogicalPlan operator, LogicalPlan child) {
    return operator.withNewChildren(ScalaCollections.seq(List.of(child)));
  }

  private static ChildCalls renamed(ChildCalls calls, Map<ExprId, Attribute> columns) {
    return calls.with(features -> Trees.mapUp(features, e -> renamed(e, columns)));
  }

  private static Expression renamed(Expression e, Map<ExprId, Attribute> columns) {
    return e instanceof Attribute column ? columns.getOrDefault(column.exprId(), column) : e;
  }

  // What they are below; empty if a copy has something else, such as NULL, in place of one.
  private static Optional<Map<ExprId, Attribute>> sources(Expand expand, AttributeSet columns) {
    Map<ExprId, Attribute> sources = new HashMap<>();
    for (int i = 0; i < expand.output().size(); i++) {
      Attribute column = expand.output().apply(i);
      if (columns.contains(column)) {
        Optional<Attribute> source = source(expand, i);
        if (source.isEmpty()) {
          return Optional.empty();
        }
        sources.put(column.exprId(), source.get());
      }
    }
    return Optional.of(sources);
  }

  private static Optional<Attribute> source(Expand expand, int index) {
    Expression first = expand.projections().head().apply(index);
    boolean isShared =
        ScalaCollections.list(expand.projections()).stream()
            .allMatch(projection -> projection.apply(index).semanticEquals(first));
    return first instanceof Attribute source && isShared ? Optional.of(source) : Optional.empty();
  }

  private static LogicalPlan expand(ChildCalls calls, Expand expand) {
    List<Seq<Expression>> projections = new ArrayList<>();
    for (Seq<Expression> projection : ScalaCollections.list(expand.projections())) {
      projections.add(with(projection, calls.results()));
    }
    return new Expand(
        ScalaCollections.seq(projections),
        with(expand.output(), calls.results()),
        place(calls, expand.child()));
  }

  private static <E> Seq<E> with(Seq<E> some, List<? extends E> more) {
    List<E> all = new ArrayList<>(ScalaCollections.list(some));
    all.addAll(more);
    return ScalaCollections.seq(all);
  }
}
