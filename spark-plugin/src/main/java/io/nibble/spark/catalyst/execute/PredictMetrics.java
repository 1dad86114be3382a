package io.nibble.spark.catalyst.execute;

import io.nibble.spark.scala.ScalaCollections;
import io.nibble.spark.score.ScoringMetrics;
import java.io.Serializable;
import java.util.LinkedHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;
import scala.collection.immutable.Map;

/** The metrics of {@link NibblePredictExec}, as the Spark UI shows them. */
final class PredictMetrics implements ScoringMetrics, Serializable {
  private static final long serialVersionUID = 1L;

  private static final long UNSET = -1;

  private final SQLMetric rows;
  private final SQLMetric batches;
  private final SQLMetric badRows;
  private final SQLMetric packTime;
  private final SQLMetric kernelTime;

  private PredictMetrics(SparkContext spark) {
    rows = SQLMetrics.createMetric(spark, "rows");
    batches = SQLMetrics.createMetric(spark, "batches");
    badRows = SQLMetrics.createMetric(spark, "bad rows");
    packTime = SQLMetrics.createNanoTimingMetric(spark, "pack time", UNSET);
    kernelTime = SQLMetrics.createNanoTimingMetric(spark, "kernel time", UNSET);
  }

  static PredictMetrics create(SparkContext spark) {
    return new PredictMetrics(spark);
  }

  Map<String, SQLMetric> byName() {
    LinkedHashMap<String, SQLMetric> metrics = new LinkedHashMap<>();
    metrics.put("rows", rows);
    metrics.put("batches", batches);
    metrics.put("badRows", badRows);
    metrics.put("packTime", packTime);
    metrics.put("kernelTime", kernelTime);
    return ScalaCollections.map(metrics);
  }

  @Override
  public void batch(int scored, long nanos) {
    rows.add(scored);
    batches.add(1);
    kernelTime.add(nanos);
  }

  @Override
  public void badRow() {
    badRows.add(1);
  }

  @Override
  public void packed(long nanos) {
    packTime.add(nanos);
  }
}
