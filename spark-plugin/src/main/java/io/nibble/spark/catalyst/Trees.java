package io.nibble.spark.catalyst;

import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/** Walks over Spark's trees that need no Scala partial functions. */
final class Trees {
  private Trees() {}

  static Expression mapUp(Expression tree, UnaryOperator<Expression> f) {
    return f.apply(tree.mapChildren(child -> mapUp(child, f)));
  }

  static LogicalPlan mapUp(LogicalPlan tree, UnaryOperator<LogicalPlan> f) {
    return f.apply(tree.mapChildren(child -> mapUp(child, f)));
  }

  static boolean any(Expression tree, Predicate<Expression> condition) {
    return condition.test(tree)
        || ScalaCollections.list(tree.children()).stream().anyMatch(c -> any(c, condition));
  }

  static boolean any(LogicalPlan tree, Predicate<LogicalPlan> condition) {
    return condition.test(tree)
        || ScalaCollections.list(tree.children()).stream().anyMatch(c -> any(c, condition));
  }

  static void forEach(Expression tree, Consumer<Expression> f) {
    f.accept(tree);
    ScalaCollections.list(tree.children()).forEach(child -> forEach(child, f));
  }

  static boolean hasCall(Expression expression) {
    return any(expression, NibblePredict.class::isInstance);
  }

  /** Whether a call stands anywhere in the plan that is not yet in a node of its own. */
  static boolean hasCall(LogicalPlan plan) {
    return any(plan, Trees::callsItself);
  }

  private static boolean callsItself(LogicalPlan operator) {
    return !(operator instanceof NibblePredictPlan)
        && ScalaCollections.list(operator.expressions()).stream()
            .anyMatch(e -> any(e, Trees::isCallOrHoldsOne));
  }

  private static boolean isCallOrHoldsOne(Expression expression) {
    return expression instanceof NibblePredict
        || (expression instanceof SubqueryExpression subquery && hasCall(subquery.plan()));
  }
}
