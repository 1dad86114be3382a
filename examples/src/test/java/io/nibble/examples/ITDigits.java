package io.nibble.examples;

import static io.nibble.examples.DigitsSession.DIGITS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the float model file to the scored table, as the quickstart does it. */
class ITDigits {
  @TempDir private static Path folder;
  private static DigitsSession session;
  private static SparkSession spark;
  private static DigitsPaths paths;
  private static DigitsReport report;

  @BeforeAll
  static void quickstart() throws Exception {
    paths =
        new DigitsPaths(
            DIGITS,
            Quantizer.quantize(folder.resolve("float32.nibble"), "--skip", "*"),
            Quantizer.quantize(folder.resolve("int4.nibble"), "--group-size", "32"),
            folder.resolve("scored").toString());
    session = DigitsSession.create(folder.resolve("warehouse"));
    spark = session.spark();
    report = DigitsQuickstart.run(spark, paths);
  }

  @AfterAll
  static void close() {
    session.close();
  }

  @Test
  void int4IsAsAccurateAsFloat32() {
    assertThat(report.float32()).isEqualTo(new Accuracy(589, 597));
    assertThat(report.difference()).isLessThanOrEqualTo(0.5);
    assertThatCode(report::check).doesNotThrowAnyException();
  }

  @Test
  void int4ModelIsSmall() {
    assertThat(report.int4Bytes()).isBetween(1L, report.float32Bytes() / 4);
  }

  @Test
  void scoredTableReadsBackWithOneRowPerInputRow() {
    Dataset<Row> scored = spark.read().parquet(paths.scored());
    List<Row> digits = spark.read().parquet(DIGITS).select("id", "label").collectAsList();
    assertThat(scored.select("id", "label").collectAsList())
        .containsExactlyInAnyOrderElementsOf(digits);
    assertThat(scored.filter("size(scores) = 10 AND digit BETWEEN 0 AND 9").count())
        .isEqualTo(digits.size());
  }

  @Test
  void batchedOperatorIsInThePlan() {
    String query = "EXPLAIN SELECT nibble_predict('%s', features) FROM parquet.`%s`";
    assertThat(spark.sql(query.formatted(paths.int4Model(), DIGITS)).first().getString(0))
        .contains("NibblePredict");
  }

  @Test
  void scoreTableKeepsEveryColumn() {
    String target = folder.resolve("score-table").toString();
    ScoreTable.run(spark, paths.int4Model(), DIGITS, "features", target);
    Dataset<Row> scored = spark.read().parquet(target);
    assertThat(scored.columns()).containsExactly("id", "label", "features", "scores");
    assertThat(scored.select("id", "scores").collectAsList())
        .containsExactlyInAnyOrderElementsOf(
            spark.read().parquet(paths.scored()).select("id", "scores").collectAsList());
  }
}
