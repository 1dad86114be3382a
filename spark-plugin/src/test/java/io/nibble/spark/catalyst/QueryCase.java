package io.nibble.spark.catalyst;

import io.nibble.spark.SampleTables;
import java.util.function.BiFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * One query of the table.
 *
 * @param operators batched operators that its plan must have
 * @param scored rows that must go through the model, or {@link #ANY}
 */
record QueryCase(
    String name,
    BiFunction<SparkSession, SampleTables, Dataset<Row>> query,
    int operators,
    long scored) {
  static final long ANY = -1;

  // A condition on a call over columns of a and of b.
  private static final String BOTH = "P(concat(slice(a.f, 1, 4), slice(b.f, 5, 4)))[0] > 0";

  static QueryCase sql(String name, String sql, int operators, long scored) {
    return new QueryCase(
        name, (spark, t) -> spark.sql(t.expand(sql.replace("BOTH", BOTH))), operators, scored);
  }

  static QueryCase api(
      String name,
      BiFunction<SparkSession, SampleTables, Dataset<Row>> query,
      int operators,
      long scored) {
    return new QueryCase(name, query, operators, scored);
  }

  Dataset<Row> build(SparkSession spark, SampleTables tables) {
    return query.apply(spark, tables);
  }

  @Override
  public String toString() {
    return name;
  }
}
