package io.nibble.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nibble.build.ModelFixtures;
import io.nibble.spark.SparkFixture;
import io.nibble.spark.job.input.Chunk;
import io.nibble.spark.job.input.InputFile;
import io.nibble.spark.job.verify.SampleCheck;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code --verify-sample}. */
class TestScoreVerify {
  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  private static ScoreTables tables;
  private static String input;
  private static String weights;

  @BeforeAll
  static void createTables() {
    tables = new ScoreTables(SPARK);
    input = tables.write("in", tables.good(), "parquet");
    weights = ModelFixtures.floatMlp(SPARK.directory(), "float", 7, 8, 40, 5);
  }

  @Test
  void comparesWithTheFloatWeights() throws Exception {
    JsonNode verify = score("out", "40", weights).report().get("verify");
    assertThat(verify.get("rows").asInt()).isEqualTo(40);
    double sqnr = verify.get("sqnr_db").asDouble();
    assertThat(sqnr).as("4 bits lose some, but not much").isBetween(12.0, 45.0);
    assertThat(verify.get("top1_agreement").asDouble()).isBetween(0.7, 1.0);
    assertThat(verify.at("/worst_row/sqnr_db").asDouble()).isLessThan(sqnr);
    assertThat(verify.at("/worst_row/row").asText()).matches("\\{\"id\":\\d+,\"k\":[012]\\}");
  }

  @Test
  void readsWeightsAndWritesTheReportWhereTheSessionFindsThem() {
    SparkSession session = tables.session().newSession();
    session.conf().set("fs.viewfs.mounttable.verify.link./all", "file://" + SPARK.directory());
    ScoreRun run =
        score(
            session,
            "mounted-out",
            "40",
            "viewfs://verify/all/float.safetensors",
            "--report",
            "viewfs://verify/all/report.json");
    assertThat(run.err()).doesNotContain("viewfs");
    assertThat(run.code()).isZero();
    assertThat(SPARK.directory().resolve("report.json")).content().contains("\"verify\"");
  }

  @Test
  void otherWeightsHaveLittleInCommon() throws Exception {
    String others = ModelFixtures.floatMlp(SPARK.directory(), "others", 99, 8, 40, 5);
    JsonNode verify = score("others-out", "40", others).report().get("verify");
    assertThat(verify.get("sqnr_db").asDouble()).isLessThan(6);
  }

  @Test
  void weightsThatDoNotFitAreRefusedBeforeAnythingIsScored() {
    String wide = ModelFixtures.floatMlp(SPARK.directory(), "wide", 7, 9, 5);
    ScoreRun run = score("wide-out", "40", wide);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .contains("is a model of 9 features and 5 scores, expected 8 features and 5 scores");
    assertThat(tables.path("wide-out")).doesNotExist();
  }

  @Test
  void aSampleLargerThanTheTableIsTheTable() throws Exception {
    JsonNode verify = score("all-out", "1000000", weights).report().get("verify");
    assertThat(verify.get("rows").asInt()).as("NULL features have no scores").isEqualTo(113);
  }

  @Test
  void theSampleIsSpreadOverTheFiles() {
    List<InputFile> files =
        java.util.stream.IntStream.range(0, 100)
            .mapToObj(i -> new InputFile("f" + i, 1, 1))
            .toList();
    assertThat(SampleCheck.samples(files).stream().map(c -> c.files().get(0).path()))
        .containsExactly("f0", "f12", "f25", "f37", "f50", "f62", "f75", "f87");
    assertThat(SampleCheck.samples(files.subList(0, 2))).hasSize(2);
    assertThat(SampleCheck.samples(List.of())).hasSize(1).allMatch(Chunk::isWholeInput);
  }

  private static ScoreRun score(String output, String rows, String floatWeights) {
    return score(tables.session(), output, rows, floatWeights);
  }

  private static ScoreRun score(
      SparkSession session, String output, String rows, String floatWeights, String... more) {
    List<String> options = new ArrayList<>(List.of("--model", tables.model(), "--input", input));
    options.addAll(List.of("--output", tables.path(output).toString()));
    options.addAll(List.of("--verify-sample", rows, "--float-weights", floatWeights));
    options.addAll(List.of(more));
    return ScoreRun.of(session, options.toArray(String[]::new));
  }
}
