package io.nibble.spark;

import io.nibble.spark.catalyst.function.NibblePredict;
import io.nibble.spark.catalyst.tree.Trees;
import io.nibble.spark.scala.ScalaCollections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.ExplainUtils;
import org.apache.spark.sql.execution.SparkPlan;
import scala.runtime.AbstractPartialFunction;

/** Looks into the physical plan of a query, adaptive stages and subqueries included. */
public final class Plans {
  private Plans() {}

  /** The batched operators in the plan of {@code query}. */
  public static List<SparkPlan> operators(Dataset<?> query) {
    return ScalaCollections.list(
        ExplainUtils.collectWithSubqueries(query.queryExecution().executedPlan(), new Ours()));
  }

  /** The sum of a metric over the batched operators of a query that has run. */
  public static long metric(Dataset<?> query, String name) {
    return operators(query).stream().mapToLong(p -> p.metrics().apply(name).value()).sum();
  }

  /** Whether {@code query} reads something cached. */
  public static boolean cached(Dataset<?> query) {
    return query.queryExecution().executedPlan().toString().contains("InMemoryTableScan");
  }

  /** The calls in the optimized plan of {@code query}, those in subqueries included. */
  public static List<NibblePredict> calls(Dataset<?> query) {
    return calls(query.queryExecution().optimizedPlan()).toList();
  }

  private static Stream<NibblePredict> calls(LogicalPlan plan) {
    return Stream.concat(
        ScalaCollections.list(plan.expressions()).stream().flatMap(Plans::calls),
        ScalaCollections.list(plan.children()).stream().flatMap(Plans::calls));
  }

  private static Stream<NibblePredict> calls(Expression tree) {
    Stream.Builder<NibblePredict> calls = Stream.builder();
    Trees.forEach(tree, e -> addCalls(e, calls));
    return calls.build();
  }

  private static void addCalls(Expression e, Stream.Builder<NibblePredict> calls) {
    if (e instanceof NibblePredict call) {
      calls.add(call);
    } else if (e instanceof SubqueryExpression subquery) {
      calls(subquery.plan()).forEach(calls);
    }
  }

  private static final class Ours extends AbstractPartialFunction<SparkPlan, SparkPlan> {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean isDefinedAt(SparkPlan plan) {
      return plan.nodeName().equals("NibblePredict");
    }

    @Override
    public SparkPlan apply(SparkPlan plan) {
      return plan;
    }
  }
}
