package io.nibble.spark.catalyst.extract;

import io.nibble.spark.catalyst.tree.Trees;
import io.nibble.spark.scala.ScalaCollections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Generator;
import org.apache.spark.sql.catalyst.expressions.LambdaFunction;
import org.apache.spark.sql.catalyst.expressions.NamedLambdaVariable;
import org.apache.spark.sql.catalyst.expressions.OuterReference;
import org.apache.spark.sql.catalyst.expressions.ScalarSubquery;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.expressions.TryEval;
import org.apache.spark.sql.catalyst.expressions.WindowExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateFunction;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Expand;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LateralJoin;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.RepartitionByExpression;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.plans.logical.Window;

/** Where a call may stand so that it can be computed below its operator. */
final class Sites {
  private static final List<Class<? extends LogicalPlan>> HOSTS =
      List.of(
          Project.class,
          Filter.class,
          Aggregate.class,
          Sort.class,
          Window.class,
          Generate.class,
          Expand.class,
          Join.class,
          LateralJoin.class,
          RepartitionByExpression.class);

  // What has a value only in the operator around the call.
  private static final List<Class<?>> BOUND =
      List.of(
          OuterReference.class,
          AggregateExpression.class,
          AggregateFunction.class,
          WindowExpression.class,
          Generator.class);

  private Sites() {}

  /** Whether the expressions of {@code operator} are computed from the rows of its children. */
  static boolean canHost(LogicalPlan operator) {
    return HOSTS.contains(operator.getClass());
  }

  /**
   * Whether calls inside {@code expression} must stay there: a lambda runs once for each element,
   * and {@code try_…} functions swallow errors of what is inside.
   */
  static boolean isOpaque(Expression expression) {
    return expression instanceof LambdaFunction
        || expression instanceof TryEval
        || expression instanceof SubqueryExpression;
  }

  /** Whether {@code expression} can be computed below an operator with these expressions. */
  static boolean canMove(Expression expression) {
    Set<Object> defined = new HashSet<>();
    Trees.forEach(expression, e -> define(e, defined));
    return !Trees.any(expression, e -> isBound(e) || isFree(e, defined));
  }

  private static boolean isBound(Expression expression) {
    return BOUND.stream().anyMatch(type -> type.isInstance(expression))
        || (expression instanceof SubqueryExpression subquery
            && (!(subquery instanceof ScalarSubquery) || subquery.isCorrelated()));
  }

  // A variable may go where its lambda goes, and no further.
  private static boolean isFree(Expression expression, Set<Object> defined) {
    return (expression instanceof NamedLambdaVariable v && !defined.contains(v.exprId()))
        || CommonExpressions.reference(expression).filter(id -> !defined.contains(id)).isPresent();
  }

  private static void define(Expression expression, Set<Object> defined) {
    if (expression instanceof LambdaFunction lambda) {
      ScalaCollections.list(lambda.arguments()).forEach(v -> defined.add(v.exprId()));
    }
    CommonExpressions.definition(expression).ifPresent(defined::add);
  }

  /**
   * Whether rows that reach {@code operator} may be counted on in random expressions below it.
   * Spark joins correlated subqueries to the rows in between.
   */
  static boolean allowsRandom(LogicalPlan operator) {
    return (operator instanceof Project && !hasCorrelated(operator)) || operator instanceof Filter;
  }

  private static boolean hasCorrelated(LogicalPlan operator) {
    return ScalaCollections.list(operator.expressions()).stream()
        .anyMatch(SubqueryExpression::hasCorrelatedSubquery);
  }
}
