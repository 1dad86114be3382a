package io.nibble.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.memory.OffHeap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    checkBad("[1, \"2\"]", "feature 1 is '\"2\"', expected a number");
    checkBad("[1, true]", "feature 1 is 'true', expected a number");
    checkBad("[1, NaN]", "a feature is NaN or infinite");
    checkBad("[-Infinity, 1]", "a feature is NaN or infinite");
  }

  @Test
  void aBadRowHasNoScoresIfAskedFor() {
    CliRun json =
        CliRun.withInput(
            "[1]\n[1, null]\n[NaN, \"N/A\"]\n[1, 2]\n[3e38, Infinity]\n",
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
            "1,\nNaN,1\n1,2,3\n1,N/A\n1,2", "predict", model, "--format=csv", "--bad-rows=null");
    assertThat(csv.out()).isEqualTo(",\n".repeat(4) + "46.0,-15.0\n");
  }

  @Test
  void aMalformedLineAlwaysFails() {
    checkMalformed("[1, 2", "line 1: not valid JSON");
    checkMalformed("[1, 2] 3", "not valid JSON");
    checkMalformed("{\"x\": [1, 2]}", "the object has no field 'features'");
    checkMalformed("7", "expected an array of features, found '7'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"s.jsonl", "s.csv"})
  void skipsAByteOrderMark(String name) throws IOException {
    String line = name.endsWith("csv") ? "1,2" : "[1,2]";
    Path sample = Files.writeString(directory.resolve(name), "\ufeff" + line);
    CliRun run = CliRun.of("predict", model, "--input", sample.toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("46.0,-15.0");
  }

  @Test
  void saysWhatIsNoSample() throws IOException {
    checkSample("[1,2]".getBytes(StandardCharsets.UTF_16), "text in UTF-16");
    checkSample("[1,2]\n[1,2]".getBytes(StandardCharsets.UTF_16LE), "text in UTF-16");
    checkSample(new byte[] {0x1f, (byte) 0x8b, 8, 0}, "a gzip file; unpack it first");
    checkSample(Files.readAllBytes(Path.of(model)), "a safetensors file");
    checkSample("PAR1".getBytes(StandardCharsets.UTF_8), "the command 'score' reads tables");
    checkSample("<!DOCTYPE html>".getBytes(StandardCharsets.UTF_8), "an HTML or XML page");
  }

  private void checkSample(byte[] sample, String message) throws IOException {
    Path file = Files.write(directory.resolve("sample"), sample);
    for (String policy : List.of("fail", "null")) {
      CliRun run = CliRun.of("predict", model, "--input", file.toString(), "--bad-rows", policy);
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err().lines()).singleElement().asString().contains(message);
    }
  }

  @Test
  void readsPipes() throws Exception {
    Path pipe = Pipes.create(directory.resolve("pipe"));
    Thread writer = Pipes.write(pipe, "[1, 2]\n".repeat(1000));
    CliRun run = CliRun.of("predict", model, "--input", pipe.toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).isEqualTo("{\"scores\":[46.0,-15.0]}\n".repeat(1000));
    writer.join();
  }

  @Test
  void aModelFromAPipeIsRefused() throws Exception {
    Path pipe = Pipes.create(directory.resolve("pipe"));
    CliRun run = CliRun.withInput("[1, 2]", "predict", pipe.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("is a pipe or a device, expected a file");
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
