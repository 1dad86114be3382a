package io.nibble.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nibble.spark.Rows;
import io.nibble.spark.SparkFixture;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Features in columns of text: what is no number is a bad row, whatever Spark's ANSI mode. */
class TestScoreText {
  private static final String CELLS =
      "'1.5', ' 2 ', 'N/A', '', 'NaN', '-Infinity', '1e39', '0x1', '١'";

  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  private static ScoreTables tables;
  private static String input;
  private static List<String> expected;

  @BeforeAll
  static void createTables() {
    tables = new ScoreTables(SPARK);
    Dataset<Row> rows =
        tables
            .session()
            .sql("SELECT posexplode(array(" + CELLS + ", NULL)) AS (id, c1)")
            .selectExpr(
                "id", "c1", "'1' c2", "'1' c3", "'1' c4", "1 c5", "1L c6", "1D c7", "1F c8");
    input = tables.write("cells", rows, "parquet");
    String numbers =
        String.join(
            ", ",
            IntStream.rangeClosed(1, 8).mapToObj(i -> "try_cast(c" + i + " AS DOUBLE)").toList());
    tables.session().conf().set("spark.nibble.badRows", "null");
    expected =
        Rows.sorted(
            tables
                .session()
                .read()
                .parquet(input)
                .selectExpr(
                    "id", "nibble_predict('" + tables.model() + "', " + numbers + ") scores"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void isABadRowUnderEveryPolicy(String ansi) throws Exception {
    tables.session().conf().set("spark.sql.ansi.enabled", ansi);
    JsonNode report = score("nulls" + ansi, "--bad-rows", "null").report();
    assertThat(report.get("null_rows").asLong()).isZero();
    assertThat(report.get("bad_rows").toString())
        .isEqualTo("{\"NULL element\":5,\"NaN or infinity\":3}");
    assertThat(tables.rows(tables.out("nulls" + ansi), "parquet")).isEqualTo(expected);
    String apart = tables.out("apart" + ansi);
    score("kept" + ansi, "--bad-rows", "quarantine=" + apart).report();
    assertThat(Rows.sorted(tables.session().read().parquet(apart).select("c1")))
        .contains("[N/A]", "[NaN]")
        .hasSize(8);
    ScoreRun failed = score("failed" + ansi);
    assertThat(failed.code()).isEqualTo(3);
    assertThat(failed.err()).contains("found NULL in element 0").doesNotContain("\tat ");
  }

  @Test
  void rowByRowGivesTheSame() throws Exception {
    tables.session().conf().set("spark.nibble.enabled", "false");
    try {
      score("row-by-row", "--bad-rows", "null").report();
    } finally {
      tables.session().conf().unset("spark.nibble.enabled");
    }
    assertThat(tables.rows(tables.out("row-by-row"), "parquet")).isEqualTo(expected);
  }

  private static ScoreRun score(String output, String... more) {
    String[] args = {"--features", "c1,c2,c3,c4,c5,c6,c7,c8", "--columns", "id"};
    String[] all = java.util.Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return tables.score(input, tables.out(output), all);
  }
}
