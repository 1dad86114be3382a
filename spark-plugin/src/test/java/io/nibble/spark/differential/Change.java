package io.nibble.spark.differential;

import io.nibble.spark.SparkFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A statement that changes a table. Its answer is what it gives back and what the table then has.
 *
 * @param text with {@link #TARGET} for the table
 * @param format of the table, with properties
 */
record Change(String text, String format, Set<String> constructs) implements Statement {
  static final String TARGET = "TARGET";

  private static final List<String> FORMATS =
      List.of(
          "delta TBLPROPERTIES ('delta.enableDeletionVectors' = true)",
          "delta",
          "iceberg TBLPROPERTIES ('write.delete.mode' = 'merge-on-read',"
              + " 'write.update.mode' = 'merge-on-read', 'write.merge.mode' = 'merge-on-read')",
          "iceberg");

  /** An application that knows the tables of Delta and Iceberg. */
  static SparkFixture fixture() {
    return SparkFixture.withPlugin()
        .with(
            "spark.sql.extensions",
            "io.delta.sql.DeltaSparkSessionExtension,"
                + "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions")
        .with("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .with("spark.sql.catalog.ice", "org.apache.iceberg.spark.SparkCatalog")
        .with("spark.sql.catalog.ice.type", "hadoop")
        .with("spark.databricks.delta.snapshotPartitions", "1");
  }

  static Change write(Choices choices, Dialect dialect) {
    Draft draft = new Draft(choices, dialect);
    String format = choices.one(FORMATS);
    draft.uses(format.replaceAll(" .*", ""));
    return new Change(new ChangeGrammar(draft).statement(), format, draft.constructs());
  }

  @Override
  public boolean isLimited() {
    return false;
  }

  /** Makes the table, changes it and reads it. */
  @Override
  public List<String> run(SparkSession spark, String way) {
    String catalog = format.startsWith("iceberg") ? "ice.default." : "spark_catalog.default.";
    String table = catalog + "changed_" + way.replace(' ', '_');
    spark.sql("DROP TABLE IF EXISTS " + table);
    spark.sql(
        "CREATE TABLE "
            + table
            + " USING "
            + format
            + " AS SELECT /*+ REPARTITION(3) */ id, k, x, f, sf FROM t");
    List<String> answer = new ArrayList<>(texts(spark, text.replace(TARGET, table)));
    answer.addAll(texts(spark, "SELECT id, k, x FROM " + table));
    return answer;
  }

  private static List<String> texts(SparkSession spark, String sql) {
    return spark.sql(sql).collectAsList().stream().map(Row::toString).sorted().toList();
  }
}
