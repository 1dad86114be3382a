package io.nibble.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.spark.SparkFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Delta gives the names of its files as they are, where Spark's own sources encode them. */
class TestScoreDelta {
  @RegisterExtension
  static final SparkFixture SPARK =
      SparkFixture.withPlugin()
          .with("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
          .with(
              "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
          .with("spark.databricks.delta.snapshotPartitions", "1");

  @Test
  void partitionValues() throws Exception {
    ScoreTables tables = new ScoreTables(SPARK);
    String input = tables.path("partitioned").toString();
    OddNames.partitioned(tables).format("delta").save(input);
    assertThat(OddNames.check(tables, input, "delta", "60k").get("chunks").asInt())
        .isGreaterThan(1);
  }
}
