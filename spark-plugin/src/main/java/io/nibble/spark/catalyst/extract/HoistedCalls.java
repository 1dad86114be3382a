package io.nibble.spark.catalyst.extract;

import io.nibble.spark.catalyst.function.NibblePredict;
import io.nibble.spark.scala.ScalaCollections;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/**
 * The calls that one round takes out of an operator, each to the child that has its columns. Equal
 * calls share a result; random ones, as with {@code rand()} inside, do not.
 */
final class HoistedCalls {
  private final LogicalPlan operator;
  private final List<LogicalPlan> children;
  private final List<ChildCalls> calls = new ArrayList<>();
  private final Map<Expression, Attribute> equal = new HashMap<>();
  private final Map<Expression, Attribute> identical = new IdentityHashMap<>();

  HoistedCalls(LogicalPlan operator) {
    this.operator = operator;
    this.children = ScalaCollections.list(operator.children());
    children.forEach(child -> calls.add(new ChildCalls()));
  }

  /** Takes {@code call} unless it is taken already; false if it has to stay. */
  boolean take(NibblePredict call) {
    if (result(call).isPresent()) {
      return true;
    }
    Optional<ChildCalls> home = home(call);
    if (home.isEmpty() || !Sites.canMove(call.features())) {
      return false;
    }
    Attribute result = home.get().add(call);
    if (call.deterministic()) {
      equal.put(call.canonicalized(), result);
    } else {
      identical.put(call, result);
    }
    return true;
  }

  /** The attribute that holds the result of a taken call. */
  Optional<Attribute> result(NibblePredict call) {
    return Optional.ofNullable(
        call.deterministic() ? equal.get(call.canonicalized()) : identical.get(call));
  }

  /** The operator with rewritten expressions over the calls taken; empty if there are none. */
  Optional<LogicalPlan> rewrite(UnaryOperator<Expression> expressions) {
    if (equal.isEmpty() && identical.isEmpty()) {
      return Optional.empty();
    }
    LogicalPlan rewritten = operator.mapExpressions(expressions::apply);
    List<LogicalPlan> below = new ArrayList<>();
    for (int i = 0; i < children.size(); i++) {
      below.add(ScoreBeforeCopies.place(calls.get(i), children.get(i)));
    }
    return Optional.of(rewritten.withNewChildren(ScalaCollections.seq(below)));
  }

  private Optional<ChildCalls> home(NibblePredict call) {
    if (!call.deterministic() && !Sites.allowsRandom(operator)) {
      return Optional.empty();
    }
    AttributeSet columns = call.references();
    for (int i = 0; i < children.size(); i++) {
      if (columns.subsetOf(children.get(i).outputSet())) {
        return Optional.of(calls.get(i));
      }
    }
    return Optional.empty();
  }
}
