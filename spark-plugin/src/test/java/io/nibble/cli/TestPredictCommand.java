package io.nibble.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.kernel.OffHeap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestPredictCommand {
  @TempDir private Path directory;
  private String model;

  @BeforeEach
  void quantize() throws IOException {
    String weights = FloatModelFiles.write(directory).toString();
    model = directory.resolve("sums.nibble").toString();
    // Float32 layers give exact sums.
    CliRun run = CliRun.of("quantize", "--weights", weights, "--output", model, "--skip", "*");
    assertThat(run.code()).isZero();
  }

  @AfterEach
  void nothingIsLeftOffHeap() {
    assertThat(OffHeap.liveBytes()).isZero();
  }

  @Test
  void scoresJsonLines() {
    CliRun run =
        CliRun.withInput(
            "[1, 2]\n\n{\"id\": 7, \"features\": [0.5, -0.5]}\nnull\n", "predict", model);
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .isEqualTo("{\"scores\":[46.0,-15.0]}\n{\"scores\":[1.0,15.0]}\n{\"scores\":null}\n");
  }

  @Test
  void readsAnotherField() {
    CliRun run = CliRun.withInput("{\"x\": [1, 1]}", "predict", model, "--features", "x");
    assertThat(run.out()).isEqualTo("{\"scores\":[31.0,0.0]}\n");
  }

  @Test
  void scoresCsvFilesInBatches() throws IOException {
    Path sample = Files.writeString(directory.resolve("s.csv"), "a,b\r\n1,2\r\n 3 , 4e0\n5,-6");
    String scores = directory.resolve("scores.csv").toString();
    CliRun run =
        CliRun.of(
            "predict",
            model,
            "--input",
            sample.toString(),
            "--output",
            scores,
            "--header",
            "--batch-rows",
            "2",
            "--isa",
            "java");
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(Path.of(scores))
        .hasContent("sum,difference\n46.0,-15.0\n106.0,-15.0\n-14.0,165.0\n");
  }

  @Test
  void aBadRowFails() {
    checkBad("[1]", "standard input, line 2: the row has 1 features, expected 2");
    checkBad("[1, null]", "feature 1 is NULL, expected a number");
    checkBad("[1, 1e39]", "a feature is NaN or infinite");
    checkBad("[3e38, 3e38]", "a score is NaN or infinite");
  }

  @Test
  void aBadRowHasNoScoresIfAskedFor() {
    CliRun json =
        CliRun.withInput(
            "[1]\n[1, null]\n[1, 1e39]\n[1, 2]\n[3e38, 3e38]\n",
            "predict",
            model,
            "--bad-rows=null");
    assertThat(json.code()).isZero();
    assertThat(json.out())
        .isEqualTo(
            "{\"scores\":null}\n".repeat(3) + "{\"scores\":[46.0,-15.0]}\n{\"scores\":null}\n");
    assertThat(json.err()).contains("4 bad rows");
    CliRun csv =
        CliRun.withInput(
            "1,\nNaN,1\n1,2,3\n1,2", "predict", model, "--format=csv", "--bad-rows=null");
    assertThat(csv.out()).isEqualTo(",\n,\n,\n46.0,-15.0\n");
  }

  @Test
  void aMalformedLineAlwaysFails() {
    checkMalformed("[1, \"2\"]", "feature 1 is \"2\", expected a number");
    checkMalformed("[1, 2", "line 1: not valid JSON");
    checkMalformed("[1, 2] 3", "not valid JSON");
    checkMalformed("{\"x\": [1, 2]}", "the object has no field 'features'");
    checkMalformed("7", "expected an array of features, found 7");
    checkMalformed("1,x", "field 1 is 'x', expected a number", "--format=csv");
  }

  @Test
  void refusesWhatCannotBe() {
    checkCode(2, "--batch-rows is 0", "--batch-rows", "0");
    checkCode(2, "--header needs --format csv", "--header");
    checkCode(1, "ISA 'vax' is not available here; available: java", "--isa", "vax");
    checkCode(1, "no such file", "--input", directory.resolve("none").toString());
  }

  @Test
  void aFailedRunLeavesNoScores() throws IOException {
    Path scores = directory.resolve("scores");
    CliRun run = CliRun.withInput("[1, 2]\n[1]\n", "predict", model, "--output", scores.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(scores).doesNotExist();
  }

  private void checkBad(String line, String message) {
    CliRun run = CliRun.withInput("[1, 2]\n" + line, "predict", model);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err().lines()).singleElement().asString().contains(message);
  }

  private void checkMalformed(String line, String message, String... options) {
    String[] args = new String[options.length + 3];
    args[0] = "predict";
    args[1] = model;
    args[2] = "--bad-rows=null";
    System.arraycopy(options, 0, args, 3, options.length);
    CliRun run = CliRun.withInput(line, args);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err().lines()).singleElement().asString().contains(message);
  }

  private void checkCode(int code, String message, String... options) {
    String[] args = new String[options.length + 2];
    args[0] = "predict";
    args[1] = model;
    System.arraycopy(options, 0, args, 2, options.length);
    CliRun run = CliRun.of(args);
    assertThat(run.code()).isEqualTo(code);
    assertThat(run.err()).contains(message);
  }
}
