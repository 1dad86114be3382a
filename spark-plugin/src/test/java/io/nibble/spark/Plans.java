package io.nibble.spark;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.execution.ExplainUtils;
import org.apache.spark.sql.execution.SparkPlan;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/** Looks into the physical plan of a query, adaptive stages and subqueries included. */
public final class Plans {
  private Plans() {}

  /** The batched operators in the plan of {@code query}. */
  public static List<SparkPlan> operators(Dataset<?> query) {
    return CollectionConverters.asJava(
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
