package io.nibble.spark.inert;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.QueryExecution;

/**
 * All that a user can see of a statement: its plans, its answer or its error, as text without what
 * is different each time.
 */
record Observed(String optimized, String physical, List<String> rows, String error) {
  static Observed of(SparkSession spark, String statement, PlanText text) {
    String optimized = "";
    String physical = "";
    try {
      Dataset<Row> query = spark.sql(statement);
      QueryExecution execution = query.queryExecution();
      optimized = text.stable(execution.optimizedPlan().toString());
      physical = text.stable(execution.executedPlan().toString());
      List<String> rows = query.toDF().collectAsList().stream().map(Row::toString).toList();
      return new Observed(
          optimized, physical, rows.stream().map(text::stable).sorted().toList(), "");
    } catch (Exception e) {
      return new Observed(optimized, physical, List.of(), text.stable(String.valueOf(e)));
    }
  }

  boolean isAnswer() {
    return error.isEmpty();
  }
}
