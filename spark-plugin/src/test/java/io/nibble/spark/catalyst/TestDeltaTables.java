package io.nibble.spark.catalyst;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.spark.Rows;
import io.nibble.spark.SampleTables;
import io.nibble.spark.SparkFixture;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Delta's commands delete and change is found by batches as it is row by row. */
class TestDeltaTables {
  @RegisterExtension
  static final SparkFixture SPARK =
      SparkFixture.withPlugin()
          .with("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
          .with(
              "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
          .with("spark.databricks.delta.snapshotPartitions", "1")
          .with("spark.sql.files.openCostInBytes", "0")
          .with("spark.sql.files.minPartitionNum", "1")
          .with("spark.nibble.batchRows", "16");

  private static SampleTables tables;

  @BeforeAll
  static void createTables() {
    tables = SampleTables.create(SPARK);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM %s WHERE P(f)[0] > 0",
        "DELETE FROM %s WHERE P(f)[0] > 0 AND id < 50",
        "UPDATE %s SET k = 100 WHERE P(f)[0] > 0",
        "MERGE INTO %s a USING (SELECT id, P(d)[0] s FROM t) b ON a.id = b.id AND b.s > 0"
            + " WHEN MATCHED AND P(a.f)[0] > 0 THEN UPDATE SET k = 100"
            + " WHEN MATCHED THEN DELETE WHEN NOT MATCHED BY SOURCE THEN UPDATE SET k = -1"
      })
  void commandsDoWhatTheyDoRowByRow(String command) {
    List<String> expected = run(command, false);
    assertThat(run(command, true)).isEqualTo(expected);
    assertThat(expected).isNotEqualTo(Rows.sorted(SPARK.session().sql("SELECT id, k FROM t")));
  }

  private static List<String> run(String command, boolean enabled) {
    SparkSession spark = SPARK.session();
    spark.sql("DROP TABLE IF EXISTS copy");
    spark.sql(
        "CREATE TABLE copy USING delta TBLPROPERTIES (delta.enableDeletionVectors = false)"
            + " AS SELECT /*+ REPARTITION(5) */ id, k, f FROM t");
    spark.conf().set("spark.nibble.enabled", enabled);
    List<String> answer = new ArrayList<>(Rows.sorted(spark.sql(sql(command))));
    answer.addAll(Rows.sorted(spark.table("copy").select("id", "k")));
    return answer;
  }

  private static String sql(String command) {
    return tables.expand(command.formatted("copy"));
  }
}
