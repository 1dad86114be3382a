package io.nibble.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every file of {@code examples/sql}, run as it stands. */
class ITSqlExamples {
  @TempDir private static Path folder;
  private static DigitsSession session;
  private static SparkSession spark;

  @BeforeAll
  static void create() throws Exception {
    String model = Quantizer.quantize(folder.resolve("digits.nibble"));
    session = DigitsSession.create(folder.resolve("warehouse"));
    spark = session.spark();
    spark.conf().set("model", model);
    spark.conf().set("digits", DigitsSession.DIGITS);
  }

  @AfterAll
  static void close() {
    session.close();
  }

  @Test
  void accuracy() throws IOException {
    List<Row> digits = run("accuracy.sql");
    assertThat(digits).hasSize(10);
    assertThat(digits.stream().mapToLong(row -> row.getLong(1)).sum()).isEqualTo(597);
    assertThat(digits).allSatisfy(row -> assertThat(row.getLong(2)).isGreaterThan(50));
  }

  @Test
  void leastSure() throws IOException {
    List<Row> rows = run("least-sure.sql");
    assertThat(rows).hasSize(5);
    assertThat(rows).extracting(row -> row.getFloat(2)).isSorted();
  }

  @Test
  void createTable() throws IOException {
    run("create-table.sql");
    assertThat(spark.table("even_digit_scores").filter("size(scores) = 10").count())
        .isEqualTo(spark.read().parquet(DigitsSession.DIGITS).filter("label % 2 = 0").count());
  }

  private static List<Row> run(String file) throws IOException {
    return spark.sql(Files.readString(Path.of("sql", file))).collectAsList();
  }
}
