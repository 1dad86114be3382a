package io.nibble.spark.catalyst.extract;

import io.nibble.spark.catalyst.function.NibblePredict;
import io.nibble.spark.catalyst.tree.Attributes;
import io.nibble.spark.catalyst.tree.Fields;
import io.nibble.spark.scala.ScalaCollections;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;

/**
 * Calls over the groups of an aggregation, as in {@code SELECT nibble_predict(m, max(f)) … GROUP BY
 * k}, cannot be computed below it. This splits such an operator into the aggregation and a
 * projection above, where they can.
 */
final class AggregateSplit {
  // The field of Aggregate(grouping, results, child, …).
  private static final int RESULTS = 1;

  private final Set<Expression> groups = new HashSet<>();
  private final Map<Expression, Attribute> below = new HashMap<>();
  private final List<NamedExpression> columns = new ArrayList<>();

  private AggregateSplit() {}

  /** The projection over the aggregation; empty if no call is over groups. */
  static Optional<Project> split(Aggregate aggregate) {
    List<Expression> grouping = ScalaCollections.list(aggregate.groupingExpressions());
    List<NamedExpression> results = ScalaCollections.list(aggregate.aggregateExpressions());
    AggregateSplit split = new AggregateSplit();
    for (Expression group : grouping) {
      split.groups.add(group.canonicalized());
    }
    if (results.stream().noneMatch(e -> split.hasCallOverGroups((Expression) e))) {
      return Optional.empty();
    }
    List<NamedExpression> above = new ArrayList<>();
    for (NamedExpression result : results) {
      above.add((NamedExpression) split.lift((Expression) result));
    }
    return Optional.of(split.project(aggregate, above));
  }

  private Project project(Aggregate aggregate, List<NamedExpression> above) {
    LogicalPlan groups = Fields.with(aggregate, RESULTS, ScalaCollections.seq(columns));
    return new Project(ScalaCollections.seq(above), groups);
  }

  private boolean hasCallOverGroups(Expression e) {
    if (isOfAggregation(e)) {
      return false;
    }
    return e instanceof NibblePredict
        || ScalaCollections.list(e.children()).stream().anyMatch(this::hasCallOverGroups);
  }

  private Expression lift(Expression e) {
    return isOfAggregation(e) ? column(e) : e.mapChildren(this::lift);
  }

  private boolean isOfAggregation(Expression e) {
    return e instanceof AggregateExpression || groups.contains(e.canonicalized());
  }

  // A random aggregate is one column for each time it is written.
  private Attribute column(Expression e) {
    Attribute known = e.deterministic() ? below.get(e.canonicalized()) : null;
    if (known != null) {
      return known;
    }
    Attribute column = add(e);
    below.put(e.canonicalized(), column);
    return column;
  }

  private Attribute add(Expression e) {
    if (e instanceof Attribute attribute) {
      columns.add(attribute);
      return attribute;
    }
    Alias alias = Attributes.alias(e, "nibble_group");
    columns.add(alias);
    return alias.toAttribute();
  }
}
