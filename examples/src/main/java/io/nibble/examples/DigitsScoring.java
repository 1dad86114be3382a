package io.nibble.examples;

import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Scores the digits through SQL. */
final class DigitsScoring {
  /** The digit is the place of the highest of the ten scores. */
  private static final String SCORED =
      """
      SELECT id, label, scores, CAST(array_position(scores, array_max(scores)) - 1 AS INT) AS digit
      FROM (SELECT id, label, nibble_predict(:model, features) AS scores FROM %s)
      """;

  private static final int COPIES = 500;
  private static final int RUNS = 4;
  private static final double NANOS_PER_SECOND = 1e9;

  private final SparkSession spark;

  DigitsScoring(SparkSession spark, String digits) {
    this.spark = spark;
    Dataset<Row> table = spark.read().parquet(digits);
    table.createOrReplaceTempView("digits");
    int partitions = spark.sparkContext().defaultParallelism();
    spark
        .range(0, COPIES, 1, partitions)
        .toDF("copy")
        .crossJoin(table)
        .createOrReplaceTempView("many_digits");
  }

  Dataset<Row> scored(String model) {
    return scored(model, "digits");
  }

  /** The fastest of a few runs over many copies of the table; the first ones load and warm up. */
  Throughput throughput(String model) {
    double seconds =
        IntStream.range(0, RUNS).mapToDouble(run -> secondsToScoreMany(model)).min().orElseThrow();
    return new Throughput(spark.table("many_digits").count(), seconds);
  }

  private double secondsToScoreMany(String model) {
    long start = System.nanoTime();
    scored(model, "many_digits").write().format("noop").mode("overwrite").save();
    return (System.nanoTime() - start) / NANOS_PER_SECOND;
  }

  private Dataset<Row> scored(String model, String table) {
    return spark.sql(SCORED.formatted(table), Map.of("model", model));
  }
}
