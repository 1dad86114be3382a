package io.nibble.spark.catalyst;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.spark.Rows;
import io.nibble.spark.SampleTables;
import io.nibble.spark.SparkFixture;
import io.nibble.spark.score.ScoringCounts;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of Iceberg: what their writers ask of a query, and their commands. */
class TestIcebergTables {
  private static final String SPARK_CATALOG = "org.apache.iceberg.spark.SparkCatalog";

  @RegisterExtension
  static final SparkFixture SPARK =
      SparkFixture.withPlugin()
          .with(
              "spark.sql.extensions",
              "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions")
          .with("spark.nibble.batchRows", "16");

  private static SampleTables tables;

  @BeforeAll
  static void createTables() {
    tables = SampleTables.create(SPARK);
    Path warehouse = SPARK.directory().resolve("iceberg");
    SPARK.session().conf().set("spark.sql.catalog.ice", SPARK_CATALOG);
    SPARK.session().conf().set("spark.sql.catalog.ice.type", "hadoop");
    SPARK.session().conf().set("spark.sql.catalog.ice.warehouse", warehouse.toString());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void writesByRangesScoreOnce(boolean adaptive) {
    SparkSession spark = SPARK.session();
    spark.conf().set("spark.sql.adaptive.enabled", adaptive);
    spark.sql("DROP TABLE IF EXISTS ice.db.scores");
    spark.sql(
        "CREATE TABLE ice.db.scores (id INT, s FLOAT) USING iceberg"
            + " TBLPROPERTIES ('write.distribution-mode' = 'range')");
    spark.sql("ALTER TABLE ice.db.scores WRITE ORDERED BY s");
    long before = ScoringCounts.BATCHED.rows();
    spark.sql(tables.expandDear("INSERT INTO ice.db.scores SELECT id, P(f)[0] FROM t"));
    assertThat(ScoringCounts.BATCHED.rows() - before).isEqualTo(SampleTables.SCORED);
    assertThat(Rows.sorted(spark.table("ice.db.scores")))
        .isEqualTo(Rows.sorted(spark.sql(tables.expandDear("SELECT id, P(f)[0] FROM t"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM ice.db.copy WHERE P(f)[0] > 0",
        "UPDATE ice.db.copy SET k = 100 WHERE P(f)[0] > 0 AND id < 50",
        "MERGE INTO ice.db.copy a USING t b ON a.id = b.id AND P(a.f)[0] > 0"
            + " WHEN MATCHED AND P(b.d)[0] > 0 THEN DELETE WHEN MATCHED THEN UPDATE SET k = -1"
      })
  void commandsDoWhatTheyDoRowByRow(String command) {
    for (String mode : List.of("copy-on-write", "merge-on-read")) {
      assertThat(run(command, mode, true)).as(mode).isEqualTo(run(command, mode, false));
    }
  }

  @Test
  void fileNamesAreThoseOfTheRows() {
    fill("copy-on-write");
    String sql = "SELECT id, _file = input_file_name(), P(f)[0] FROM ice.db.copy";
    List<String> batched = Rows.sorted(SPARK.session().sql(tables.expand(sql)));
    SPARK.session().conf().set("spark.nibble.enabled", false);
    assertThat(batched).isEqualTo(Rows.sorted(SPARK.session().sql(tables.expand(sql))));
    SPARK.session().conf().set("spark.nibble.enabled", true);
  }

  private static List<String> run(String command, String mode, boolean enabled) {
    fill(mode);
    SPARK.session().conf().set("spark.nibble.enabled", enabled);
    SPARK.session().sql(tables.expand(command));
    SPARK.session().conf().set("spark.nibble.enabled", true);
    return Rows.sorted(SPARK.session().table("ice.db.copy").select("id", "k"));
  }

  private static void fill(String mode) {
    SPARK.session().sql("DROP TABLE IF EXISTS ice.db.copy");
    SPARK
        .session()
        .sql(
            "CREATE TABLE ice.db.copy USING iceberg TBLPROPERTIES ('write.delete.mode' = 'MODE',"
                    .replace("MODE", mode)
                + " 'write.update.mode' = 'MODE', 'write.merge.mode' = 'MODE')"
                    .replace("MODE", mode)
                + " AS SELECT /*+ REPARTITION(3) */ id, k, f FROM t");
  }
}
