package io.nibble.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nibble.kernel.Kernels;
import io.nibble.spark.SparkFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is passed on, the report, and what is refused. */
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
    JsonNode report = tables.score(input, output, "--commit-every", "1k").report();
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
    ScoreRun run = tables.score(input, tables.out("reported"), "--report", report.toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(Files.readString(report)).contains("\"rows\" : " + ScoreTables.ROWS);
  }

  @Test
  void columnsAndTheNameOfTheResultAreChosen() throws Exception {
    String output = tables.out("chosen");
    tables.score(input, output, "--columns", "k,id", "--result", "y").report();
    assertThat(tables.session().read().parquet(output).columns()).containsExactly("k", "id", "y");
    assertThat(tables.rows(output, "parquet")).isEqualTo(tables.expected(input, "k, id, P"));
  }

  @Test
  void aResultThatIsAColumnAlreadyIsRefused() {
    ScoreRun run = tables.score(input, tables.out("collision"), "--result", "K");
    assertThat(run.code()).as(run.err()).isEqualTo(1);
    assertThat(run.err()).contains("the input has a column K already").contains("--result");
  }

  @Test
  void aColumnThatIsNotThereIsNamed() {
    ScoreRun run = tables.score(input, tables.out("missing"), "--columns", "id,nosuch");
    assertThat(run.code()).as(run.err()).isEqualTo(1);
    assertThat(run.err().lines()).singleElement().asString().contains("nosuch");
  }

  @Test
  void anInputOrAModelThatIsNotThereIsNamed() {
    ScoreRun noInput = tables.score(tables.path("nosuch").toString(), tables.out("no-input"));
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
            tables.out("no-model"));
    assertThat(noModel.code()).as(noModel.err()).isEqualTo(1);
    assertThat(noModel.err()).contains("/no/such.nibble");
    assertThat(tables.path("no-model")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--input is missing                      | --model m --output o",
        "--output is missing                     | --model m --input i",
        "--input parquet i are one place         | --model m --input i --output i",
        "need each other                         | --model m --input i --output o --verify-sample"
            + " 5",
        "expected 1 to 1000000                   | --model m --input i --output o --verify-sample"
            + " 0",
        "--float-architecture is needed          | --model m --input i --output o --verify-sample 5"
            + " --float-weights w.bin",
        "'skip' is not one of fail, null, quaran | --model m --input i --output o --bad-rows skip",
        "'lots' is not a size                    | --model m --input i --output o --commit-every"
            + " lots",
        "--work is not for                       | --model m --input INPUT --output o --work w",
        "--work is needed for                    | --model m --input INPUT --output o"
            + " --output-format table"
      })
  void wrongUsageHasItsOwnCode(String message, String args) {
    String[] words =
        Stream.of(args.split(" "))
            .map(word -> word.equals("INPUT") ? input : word)
            .toArray(String[]::new);
    ScoreRun run = ScoreRun.of(tables.session(), words);
    assertThat(run.err()).contains(message);
    assertThat(run.code()).as(run.err()).isEqualTo(2);
  }
}
