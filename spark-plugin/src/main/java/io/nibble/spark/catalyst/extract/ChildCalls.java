package io.nibble.spark.catalyst.extract;

import io.nibble.spark.catalyst.function.NibblePredict;
import io.nibble.spark.catalyst.plan.NibblePredictPlan;
import io.nibble.spark.catalyst.tree.Attributes;
import io.nibble.spark.scala.ScalaCollections;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;

/** The calls to compute over one child of an operator. */
final class ChildCalls {
  private final List<NibblePredict> calls = new ArrayList<>();
  private final List<Attribute> results = new ArrayList<>();
  private final List<Alias> arguments = new ArrayList<>();
  private final Map<Expression, Alias> known = new HashMap<>();
  private final List<NibblePredict> asWritten = new ArrayList<>();

  /** Adds a call and makes the attribute for its result. */
  Attribute add(NibblePredict call) {
    Attribute result = Attributes.create(NibblePredict.NAME, call.dataType());
    add(call, result);
    return result;
  }

  private void add(NibblePredict call, Attribute result) {
    asWritten.add(call);
    calls.add(call.withChild(column(call.features())));
    results.add(result);
  }

  /** The same calls with other features, for the same results. */
  ChildCalls with(UnaryOperator<Expression> features) {
    ChildCalls changed = new ChildCalls();
    for (int i = 0; i < asWritten.size(); i++) {
      NibblePredict call = asWritten.get(i);
      changed.add(call.withChild(features.apply(call.features())), results.get(i));
    }
    return changed;
  }

  // Features that are no column become one, in a projection below: Spark compiles it, and there
  // rand() is initialised for each partition.
  private Attribute column(Expression features) {
    if (features instanceof Attribute attribute) {
      return attribute;
    }
    Alias alias = features.deterministic() ? known.get(features.canonicalized()) : null;
    if (alias == null) {
      alias = Attributes.alias(features, "nibble_features");
      arguments.add(alias);
      known.put(features.canonicalized(), alias);
    }
    return alias.toAttribute();
  }

  List<Attribute> results() {
    return List.copyOf(results);
  }

  /** The columns that the features are computed from. */
  AttributeSet references() {
    return Attributes.set(asWritten);
  }

  boolean isDeterministic() {
    return asWritten.stream().allMatch(NibblePredict::deterministic);
  }

  boolean isEmpty() {
    return calls.isEmpty();
  }

  /** The calls right above {@code child}. */
  LogicalPlan over(LogicalPlan child) {
    return NibblePredictPlan.of(calls, results, withArguments(child));
  }

  private LogicalPlan withArguments(LogicalPlan child) {
    if (arguments.isEmpty()) {
      return child;
    }
    List<NamedExpression> columns = new ArrayList<>(ScalaCollections.list(child.output()));
    columns.addAll(arguments);
    return new Project(ScalaCollections.seq(columns), child);
  }
}
