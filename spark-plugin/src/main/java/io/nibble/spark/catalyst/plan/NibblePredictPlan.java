package io.nibble.spark.catalyst.plan;

import io.nibble.spark.catalyst.function.NibblePredict;
import io.nibble.spark.catalyst.tree.Attributes;
import io.nibble.spark.catalyst.tree.Trees;
import io.nibble.spark.scala.ScalaCollections;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionSet;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.UnaryNode;
import scala.Option;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * Logical operator: every row of the child, with the result of each call appended.
 *
 * <p>It passes all columns of its child until the optimizer knows which are needed: rules that make
 * correlated subqueries into joins add columns below and expect to see them above.
 */
public final class NibblePredictPlan extends LogicalPlan implements UnaryNode, Serializable {
  private static final long serialVersionUID = 1L;

  private final Seq<NibblePredict> calls;
  private final Seq<Attribute> results;
  private final Option<Seq<Attribute>> kept;
  private final LogicalPlan child;
  private final Seq<LogicalPlan> children;

  /**
   * @param results one new attribute for each call
   * @param kept the columns of the child to pass on, all if none
   */
  public NibblePredictPlan(
      Seq<NibblePredict> calls,
      Seq<Attribute> results,
      Option<Seq<Attribute>> kept,
      LogicalPlan child) {
    this.calls = calls;
    this.results = results;
    this.kept = kept;
    this.child = child;
    this.children = ScalaCollections.seq(List.of(child));
  }

  public static NibblePredictPlan of(
      List<NibblePredict> calls, List<Attribute> results, LogicalPlan child) {
    return new NibblePredictPlan(
        ScalaCollections.seq(calls), ScalaCollections.seq(results), Option.empty(), child);
  }

  public List<NibblePredict> calls() {
    return ScalaCollections.list(calls);
  }

  public List<Attribute> results() {
    return ScalaCollections.list(results);
  }

  /** The columns of the child that are passed on. */
  public List<Attribute> kept() {
    return ScalaCollections.list(kept.isDefined() ? kept.get() : child.output());
  }

  public NibblePredictPlan withKept(List<Attribute> columns) {
    return new NibblePredictPlan(
        calls, results, Option.apply(ScalaCollections.seq(columns)), child);
  }

  public NibblePredictPlan withChild(LogicalPlan newChild) {
    return new NibblePredictPlan(calls, results, kept, newChild);
  }

  /** Whether no call has random features; those of a projection below count there. */
  public boolean isDeterministic() {
    return calls().stream().allMatch(NibblePredict::deterministic);
  }

  /** {@code expression} with the calls in place of their results. */
  public Expression inline(Expression expression) {
    return Trees.mapUp(expression, this::definition);
  }

  private Expression definition(Expression e) {
    for (int i = 0; i < results.size(); i++) {
      if (e instanceof Attribute && e.semanticEquals(results.apply(i))) {
        return calls.apply(i);
      }
    }
    return e;
  }

  /** The same over another child, one of whose columns is passed on as well. */
  public NibblePredictPlan passing(Attribute column, LogicalPlan newChild) {
    if (kept.isEmpty() || kept().stream().anyMatch(column::semanticEquals)) {
      return withChild(newChild);
    }
    List<Attribute> columns = new ArrayList<>(kept());
    columns.add(column);
    return withChild(newChild).withKept(columns);
  }

  /** The same with only the calls whose results {@code needed} contains. */
  public NibblePredictPlan withCalls(AttributeSet needed) {
    List<NibblePredict> someCalls = new ArrayList<>();
    List<Attribute> someResults = new ArrayList<>();
    for (int i = 0; i < calls().size(); i++) {
      if (needed.contains(results().get(i))) {
        someCalls.add(calls().get(i));
        someResults.add(results().get(i));
      }
    }
    return new NibblePredictPlan(
        ScalaCollections.seq(someCalls), ScalaCollections.seq(someResults), kept, child);
  }

  @Override
  public LogicalPlan child() {
    return child;
  }

  @Override
  public Seq<LogicalPlan> children() {
    return children;
  }

  @Override
  public LogicalPlan withNewChildInternal(LogicalPlan newChild) {
    return withChild(newChild);
  }

  @Override
  public LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> newChildren) {
    return withChild(newChildren.head());
  }

  @Override
  public Seq<Attribute> output() {
    List<Attribute> output = new ArrayList<>(kept());
    output.addAll(results());
    return ScalaCollections.seq(output);
  }

  @Override
  public AttributeSet producedAttributes() {
    return Attributes.set(results());
  }

  @Override
  public Option<Object> maxRows() {
    return child.maxRows();
  }

  @Override
  public Option<Object> maxRowsPerPartition() {
    return child.maxRowsPerPartition();
  }

  @Override
  public Seq<SortOrder> outputOrdering() {
    return child.outputOrdering();
  }

  @Override
  public ExpressionSet validConstraints() {
    return child.constraints();
  }

  @Override
  public String nodeName() {
    return "NibblePredict";
  }

  @Override
  public String simpleString(int maxFields) {
    return nodeName() + " " + PlanText.calls(calls(), results());
  }

  @Override
  public int productArity() {
    return 4;
  }

  @Override
  public Object productElement(int n) {
    return switch (n) {
      case 0 -> calls;
      case 1 -> results;
      case 2 -> kept;
      case 3 -> child;
      default -> throw new IndexOutOfBoundsException(n);
    };
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof NibblePredictPlan;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NibblePredictPlan plan
        && calls.equals(plan.calls)
        && results.equals(plan.results)
        && kept.equals(plan.kept)
        && child.equals(plan.child);
  }

  @Override
  public int hashCode() {
    return Objects.hash(calls, results, kept, child);
  }
}
