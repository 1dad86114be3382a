package io.nibble.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nibble.kernel.Kernels;
import io.nibble.spark.Rows;
import io.nibble.spark.SparkFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form of input and output, what is passed on, and the report. */
class TestScoreCommand {
  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  private static ScoreTables tables;
  private static String input;
  private static List<String> expected;

  @BeforeAll
  static void createTables() {
    tables = new ScoreTables(SPARK);
    // Names that have to be quoted in a URI.
    input = tables.write("in put 100%", tables.good(), "parquet");
    expected = tables.expected(input, "*, P scores");
  }

  @Test
  void scoresChunkByChunkAndReports() throws Exception {
    String output = tables.path("out put 7%").toString();
    JsonNode report = score(input, output, "--commit-every", "1k").report();
    assertThat(tables.rows(output, "parquet")).isEqualTo(expected);
    assertThat(ScoreTables.names(Path.of(output)))
        .contains("_SUCCESS")
        .noneMatch(name -> name.contains("nibble"));
    assertThat(report.get("chunks").asInt()).isEqualTo(ScoreTables.FILES);
    assertThat(report.get("rows").asLong()).isEqualTo(ScoreTables.ROWS);
    assertThat(report.get("null_rows").asLong()).isEqualTo(7);
    assertThat(report.get("bad_rows")).isEmpty();
    assertThat(report.get("resumed_rows").asLong()).isZero();
    assertThat(report.get("model_hash").asText()).matches("[0-9a-f]{64}");
    double rate = ScoreTables.ROWS / report.get("seconds").asDouble();
    assertThat(report.get("rows_per_second").asDouble()).isEqualTo(rate);
    assertThat(report.get("gops").asDouble()).isEqualTo(2.0 * (8 * 40 + 40 * 5) * rate / 1e9);
    assertThat(report.get("executors")).hasSize(1);
    assertThat(report.at("/executors/0/executor").asText()).isEqualTo("driver");
    assertThat(report.at("/executors/0/isa").asText()).isEqualTo(Kernels.best().isa());
    assertThat(report.get("verify").isNull()).isTrue();
  }

  @Test
  void theReportCanGoToAFile() throws Exception {
    Path report = tables.path("report.json");
    ScoreRun run = score(input, out("reported"), "--report", report.toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(Files.readString(report)).contains("\"rows\" : " + ScoreTables.ROWS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"orc", "json"})
  void otherFormats(String format) throws Exception {
    String table = tables.write("in-" + format, tables.good(), format);
    String output = out("out-" + format);
    JsonNode report =
        score(
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
    String output = out("out-csv");
    score(
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
    String output = out("out-text");
    score(
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
        score(
            table,
            out("wrong-text"),
            "--input-format",
            "csv",
            "--schema",
            "id INT, features STRING");
    assertThat(run.code()).as(run.err()).isEqualTo(3);
    assertThat(run.err()).contains("expected 8 numbers, each finite in float32, found 0 numbers");
  }

  @Test
  void vectors() throws Exception {
    tables.session().read().parquet(input).createOrReplaceTempView("arrays");
    String table =
        tables.write(
            "in-vectors",
            tables
                .session()
                .read()
                .parquet(input)
                .where("features IS NOT NULL")
                .withColumn(
                    "features",
                    org.apache.spark.ml.functions.array_to_vector(
                        org.apache.spark.sql.functions.col("features").cast("array<double>"))),
            "parquet");
    String output = out("out-vectors");
    JsonNode report = score(table, output, "--columns", "id,k", "--bad-rows", "null").report();
    assertThat(report.get("bad_rows")).isEmpty();
    assertThat(tables.rows(output, "parquet"))
        .isEqualTo(
            tables.expected(input, "id, k, P").stream()
                .filter(row -> !row.endsWith("null]"))
                .toList());
  }

  @Test
  void columnsAndTheNameOfTheResultAreChosen() throws Exception {
    String output = out("chosen");
    score(input, output, "--columns", "k,id", "--result", "y").report();
    assertThat(tables.session().read().parquet(output).columns()).containsExactly("k", "id", "y");
    assertThat(tables.rows(output, "parquet")).isEqualTo(tables.expected(input, "k, id, P"));
  }

  @Test
  void aResultThatIsAColumnAlreadyIsRefused() {
    ScoreRun run = score(input, out("collision"), "--result", "K");
    assertThat(run.code()).as(run.err()).isEqualTo(1);
    assertThat(run.err()).contains("the input has a column K already").contains("--result");
  }

  @Test
  void aColumnThatIsNotThereIsNamed() {
    ScoreRun run = score(input, out("missing"), "--columns", "id,nosuch");
    assertThat(run.code()).as(run.err()).isEqualTo(1);
    assertThat(run.err().lines()).singleElement().asString().contains("nosuch");
  }

  @Test
  void anInputOrAModelThatIsNotThereIsNamed() {
    ScoreRun noInput = score(tables.path("nosuch").toString(), out("no-input"));
    assertThat(noInput.code()).as(noInput.err()).isEqualTo(1);
    assertThat(noInput.err()).contains("nosuch");
    ScoreRun noModel =
        ScoreRun.of(
            tables.session(),
            "--model",
            "/no/such.nibble",
            "--input",
            input,
            "--output",
            out("no-model"));
    assertThat(noModel.code()).as(noModel.err()).isEqualTo(1);
    assertThat(noModel.err()).contains("/no/such.nibble");
    assertThat(tables.path("no-model")).doesNotExist();
  }

  @Test
  void outputsArePartitioned() throws Exception {
    String output = out("partitioned");
    score(input, output, "--partition-by", "k", "--commit-every", "1k").report();
    assertThat(ScoreTables.names(Path.of(output)))
        .containsExactly("._SUCCESS.crc", "_SUCCESS", "k=0", "k=1", "k=2");
    assertThat(
            Rows.sorted(
                tables
                    .session()
                    .read()
                    .parquet(output)
                    .selectExpr("id", "bigint(k)", "features", "scores")))
        .isEqualTo(expected);
  }

  @Test
  void modes() throws Exception {
    String output = out("modes");
    score(input, output).report();
    ScoreRun again = score(input, output);
    assertThat(again.code()).as(again.err()).isEqualTo(4);
    assertThat(again.err()).contains(output + " holds files already").contains("--mode append");
    score(input, output, "--mode", "append").report();
    assertThat(tables.rows(output, "parquet")).hasSize(2 * ScoreTables.ROWS);
    score(input, output, "--mode", "overwrite").report();
    assertThat(tables.rows(output, "parquet")).isEqualTo(expected);
  }

  @Test
  void tablesOfTheCatalog() throws Exception {
    try {
      tables.session().read().parquet(input).write().saveAsTable("customers");
      String[] toTable = {
        "--input-format",
        "table",
        "--output-format",
        "table",
        "--work",
        out("work"),
        "--commit-every",
        "1k"
      };
      JsonNode report = score("customers", "scored", toTable).report();
      assertThat(report.get("chunks").asInt()).isGreaterThan(1);
      assertThat(Rows.sorted(tables.session().table("scored"))).isEqualTo(expected);
      ScoreRun again = score("customers", "scored", toTable);
      assertThat(again.code()).as(again.err()).isEqualTo(4);
      assertThat(again.err()).contains("table scored exists");
      score("customers", "scored", with(toTable, "--mode", "append")).report();
      assertThat(tables.session().table("scored").count()).isEqualTo(2 * ScoreTables.ROWS);
      score("customers", "scored", with(toTable, "--mode", "overwrite")).report();
      assertThat(Rows.sorted(tables.session().table("scored"))).isEqualTo(expected);
      ScoreRun other =
          score("customers", "scored", with(toTable, "--mode", "append", "--columns", "id"));
      assertThat(other.code()).as(other.err()).isEqualTo(1);
      assertThat(other.err()).contains("expected [id, scores]").contains("--columns");
    } finally {
      tables.session().sql("DROP TABLE IF EXISTS customers");
      tables.session().sql("DROP TABLE IF EXISTS scored");
    }
  }

  @Test
  void aViewIsScoredAsOneChunk() throws Exception {
    tables
        .session()
        .read()
        .parquet(input)
        .groupBy("id", "k", "features")
        .count()
        .drop("count")
        .createOrReplaceTempView("a_view");
    String output = out("view");
    JsonNode report =
        score("a_view", output, "--input-format", "table", "--commit-every", "1k").report();
    assertThat(report.get("chunks").asInt()).isEqualTo(1);
    assertThat(tables.rows(output, "parquet")).isEqualTo(expected);
  }

  @Test
  void anEmptyInputGivesAnEmptyTable() throws Exception {
    tables
        .session()
        .sql("SELECT 1L id, array(1f) features WHERE false")
        .createOrReplaceTempView("nothing");
    String output = out("empty");
    JsonNode report = score("nothing", output, "--input-format", "table").report();
    assertThat(report.get("rows").asLong()).isZero();
    assertThat(tables.session().read().parquet(output).columns())
        .containsExactly("id", "features", "scores");
  }

  @Test
  void wrongUsageHasItsOwnCode() {
    assertUsage("--input is missing", "--model", "m", "--output", "o");
    assertUsage("--output is missing", "--model", "m", "--input", "i");
    assertUsage("--output is the --input", "--model", "m", "--input", "i", "--output", "i");
    assertUsage(
        "need each other", "--model", "m", "--input", "i", "--output", "o", "--verify-sample", "5");
    assertUsage(
        "expected 1 to 1000000",
        "--model",
        "m",
        "--input",
        "i",
        "--output",
        "o",
        "--verify-sample",
        "0");
    assertUsage(
        "--float-architecture is needed",
        "--model",
        "m",
        "--input",
        "i",
        "--output",
        "o",
        "--verify-sample",
        "5",
        "--float-weights",
        "w.bin");
    assertUsage(
        "'skip' is not one of fail, null, quarantine=PATH",
        "--model",
        "m",
        "--input",
        "i",
        "--output",
        "o",
        "--bad-rows",
        "skip");
    assertUsage(
        "'lots' is not a size",
        "--model",
        "m",
        "--input",
        "i",
        "--output",
        "o",
        "--commit-every",
        "lots");
    assertUsage(
        "--work is not for", "--model", "m", "--input", input, "--output", "o", "--work", "w");
    assertUsage(
        "--work is needed for",
        "--model",
        "m",
        "--input",
        input,
        "--output",
        "o",
        "--output-format",
        "table");
  }

  private static void assertUsage(String message, String... args) {
    ScoreRun run = ScoreRun.of(tables.session(), args);
    assertThat(run.err()).contains(message);
    assertThat(run.code()).as(run.err()).isEqualTo(2);
  }

  private static ScoreRun score(String from, String to, String... more) {
    return ScoreRun.of(
        tables.session(),
        with(new String[] {"--model", tables.model(), "--input", from, "--output", to}, more));
  }

  private static String[] with(String[] args, String... more) {
    return java.util.stream.Stream.of(args, more)
        .flatMap(java.util.Arrays::stream)
        .toArray(String[]::new);
  }

  private static String out(String name) {
    return tables.path(name).toString();
  }
}
