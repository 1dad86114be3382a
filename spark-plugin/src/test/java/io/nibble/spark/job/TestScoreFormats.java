package io.nibble.spark.job;

import static org.apache.spark.ml.functions.array_to_vector;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nibble.spark.Rows;
import io.nibble.spark.SparkFixture;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form of input and output. */
class TestScoreFormats {
  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  private static ScoreTables tables;
  private static String input;
  private static List<String> expected;

  @BeforeAll
  static void createTables() {
    tables = new ScoreTables(SPARK);
    input = tables.write("in", tables.good(), "parquet");
    expected = tables.expected(input, "*, P scores");
  }

  @ParameterizedTest
  @ValueSource(strings = {"orc", "json"})
  void otherFormats(String format) throws Exception {
    String table = tables.write("in-" + format, tables.good(), format);
    String output = tables.out("out-" + format);
    JsonNode report =
        tables
            .score(
                table,
                output,
                "--input-format",
                format,
                "--output-format",
                format,
                "--schema",
                "id LONG, k LONG, features ARRAY<FLOAT>")
            .report();
    assertThat(report.get("chunks").asInt()).isEqualTo(1);
    var read =
        tables
            .session()
            .read()
            .format(format)
            .schema("id LONG, k LONG, features ARRAY<FLOAT>, scores ARRAY<FLOAT>");
    assertThat(Rows.sorted(read.load(output))).isEqualTo(expected);
  }

  @Test
  void csvWithAColumnForEachFeatureAndEachScore() throws Exception {
    tables.session().read().parquet(input).createOrReplaceTempView("wide");
    String columns =
        "id, features[0] a, features[1] b, features[2] c, features[3] d,"
            + " features[4] e, features[5] f, features[6] g, features[7] h";
    String table = tables.path("in-csv").toString();
    tables
        .session()
        .sql("SELECT " + columns + " FROM wide WHERE features IS NOT NULL")
        .write()
        .option("header", "true")
        .csv(table);
    String output = tables.out("out-csv");
    tables
        .score(
            table,
            output,
            "--input-format",
            "csv",
            "--input-option",
            "header=true",
            "--schema",
            "id LONG, a FLOAT, b FLOAT, c FLOAT, d FLOAT, e FLOAT, f FLOAT, g FLOAT, h FLOAT",
            "--features",
            "a,b,c,d,e,f,g,h",
            "--columns",
            "id",
            "--output-format",
            "csv",
            "--output-option",
            "header=true")
        .report();
    var read =
        tables
            .session()
            .read()
            .option("header", "true")
            .schema(
                "id LONG, scores_0 FLOAT, scores_1 FLOAT, scores_2 FLOAT, scores_3 FLOAT, scores_4 FLOAT")
            .csv(output);
    assertThat(
            Rows.sorted(
                read.selectExpr("id", "array(scores_0, scores_1, scores_2, scores_3, scores_4)")))
        .isEqualTo(
            Rows.sorted(
                tables
                    .session()
                    .sql(
                        "SELECT id, nibble_predict('"
                            + tables.model()
                            + "', features) FROM wide WHERE features IS NOT NULL")));
  }

  @Test
  void csvWithFeaturesAsJsonText() throws Exception {
    String table =
        tables.write(
            "in-text", tables.good().selectExpr("id", "k", "to_json(features) features"), "csv");
    String output = tables.out("out-text");
    tables
        .score(
            table,
            output,
            "--input-format",
            "csv",
            "--schema",
            "id LONG, k LONG, features STRING",
            "--columns",
            "id,k")
        .report();
    assertThat(tables.rows(output, "parquet")).isEqualTo(tables.expected(input, "id, k, P"));
  }

  @Test
  void textThatIsNoArrayIsABadRow() throws Exception {
    String table =
        tables.write("in-wrong-text", tables.session().sql("SELECT 1 id, 'what' features"), "csv");
    ScoreRun run =
        tables.score(
            table,
            tables.out("wrong-text"),
            "--input-format",
            "csv",
            "--schema",
            "id INT, features STRING");
    assertThat(run.code()).as(run.err()).isEqualTo(3);
    assertThat(run.err()).contains("expected 8 numbers, each finite in float32, found 0 numbers");
  }

  @Test
  void vectors() throws Exception {
    String table =
        tables.write(
            "in-vectors",
            tables
                .session()
                .read()
                .parquet(input)
                .where("features IS NOT NULL")
                .withColumn("features", array_to_vector(col("features").cast("array<double>"))),
            "parquet");
    String output = tables.out("out-vectors");
    JsonNode report =
        tables.score(table, output, "--columns", "id,k", "--bad-rows", "null").report();
    assertThat(report.get("bad_rows")).isEmpty();
    assertThat(tables.rows(output, "parquet"))
        .isEqualTo(
            tables.expected(input, "id, k, P").stream()
                .filter(row -> !row.endsWith("null]"))
                .toList());
  }
}
