package io.nibble.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestQuantizeCommand {
  @TempDir private Path directory;
  private String weights;
  private String model;

  @BeforeEach
  void writeFloatModel() throws IOException {
    weights = FloatModelFiles.write(directory).toString();
    model = directory.resolve("sums.nibble").toString();
  }

  @Test
  void writesAModelThatInspectShows() throws IOException {
    CliRun quantize = CliRun.of("quantize", "--weights", weights, "--output", model);
    assertThat(quantize.code()).isZero();
    assertThat(quantize.err()).isEmpty();
    assertThat(quantize.out()).contains("wrote " + model).contains("2 of 2 operators in int4");

    CliRun text = CliRun.of("inspect", "--verify", model);
    assertThat(text.code()).isZero();
    assertThat(text.out())
        .contains("mlp, 2 inputs, 2 outputs; format version 1")
        .contains("output names: sum, difference")
        .contains("first   linear_int4       2        2")
        .contains("first: group_size 32, weights asymmetric, activations asymmetric")
        .contains("exact");

    JsonNode json = new ObjectMapper().readTree(CliRun.of("inspect", "--json", model).out());
    assertThat(json.path("input_width").intValue()).isEqualTo(2);
    assertThat(json.path("operators").path(1).path("name").textValue()).isEqualTo("second");
    assertThat(json.path("operators").path(1).path("bytes").longValue()).isPositive();
    assertThat(json.path("operators").path(1).path("sqnr_db").isNull()).isTrue();
    assertThat(json.path("content_hash").textValue()).hasSize(64);
  }

  @Test
  void keepsWhatIsAskedFor() throws IOException {
    CliRun quantize =
        CliRun.of(
            "quantize",
            "--weights=" + weights,
            "--architecture=" + directory.resolve("sums.json"),
            "--output=" + model,
            "--group-size=channel",
            "--symmetric-weights",
            "--symmetric-activations",
            "--skip=f*");
    assertThat(quantize.code()).isZero();
    JsonNode operators =
        new ObjectMapper().readTree(CliRun.of("inspect", "--json", model).out()).path("operators");
    assertThat(operators.path(0).path("type").textValue()).isEqualTo("linear_float32");
    assertThat(operators.path(1).path("type").textValue()).isEqualTo("linear_int4");
    assertThat(operators.path(1).path("group_size").intValue()).isZero();
    assertThat(operators.path(1).path("weights").textValue()).isEqualTo("symmetric");
    assertThat(operators.path(1).path("activations").textValue()).isEqualTo("symmetric");
  }

  @Test
  void scalesInBfloat16AreShownByInspect() throws IOException {
    assertThat(CliRun.of(quantize("--scale-dtype", "bf16")).code()).isZero();
    CliRun text = CliRun.of("inspect", "--verify", model);
    assertThat(text.out())
        .contains("format version 2")
        .contains("first: group_size 32, weights asymmetric, activations asymmetric, scale_dtype");
    JsonNode json = new ObjectMapper().readTree(CliRun.of("inspect", "--json", model).out());
    assertThat(json.path("format_version").intValue()).isEqualTo(2);
    assertThat(json.path("operators").path(0).path("scale_dtype").textValue()).isEqualTo("bf16");
    assertThat(CliRun.of(quantize("--scale-dtype=f32")).code()).isZero();
    assertThat(CliRun.of("inspect", model).out())
        .contains("format version 1")
        .doesNotContain("scale_dtype");
  }

  @Test
  void namesOfInputsAreShownByInspect() throws IOException {
    Path architecture = directory.resolve("sums.json");
    String width = "\"input_width\": 2,";
    String json = Files.readString(architecture);
    assertThat(json).contains(width);
    Files.writeString(
        architecture, json.replace(width, width + "\"input_names\": [\"left\", \"right\"],"));
    assertThat(CliRun.of(quantize()).code()).isZero();
    assertThat(CliRun.of("inspect", "--verify", model).out())
        .contains("format version 2")
        .contains("input names: left, right");
    JsonNode inspected = new ObjectMapper().readTree(CliRun.of("inspect", "--json", model).out());
    assertThat(inspected.path("input_names").toString()).isEqualTo("[\"left\",\"right\"]");
  }

  @Test
  void wrongUsageIsCode2AndOneLine() {
    checkUsage("--output", "quantize", "--weights", weights);
    checkUsage("'33' is not one of 32, 64, 128, channel", quantize("--group-size", "33"));
    checkUsage("'f16' is not one of f32, bf16", quantize("--scale-dtype", "f16"));
    checkUsage("--skip: 'x' matches none of the layers first, second", quantize("--skip", "x"));
    checkUsage("Unknown option: '--nonsense'", quantize("--nonsense"));
    checkUsage("expected a command");
    checkUsage("--architecture is needed", "quantize", "--weights", "w", "--output", model);
  }

  @Test
  void failureIsCode1AndOneLineAndLeavesNoFile() throws IOException {
    Files.writeString(directory.resolve("sums.json"), "{\"architecture\": \"cnn\"}");
    checkFailure("field 'architecture' is 'cnn', expected one of mlp");
    Files.writeString(directory.resolve("sums.json"), "{");
    checkFailure("the architecture is not valid JSON");
    Files.delete(directory.resolve("sums.json"));
    checkFailure("sums.json: no such file");
    Files.writeString(Path.of(weights), "nonsense");
    FloatModelFiles.write(directory);
    Files.writeString(Path.of(weights), "not safetensors");
    checkFailure("not a safetensors file");
    try (var files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("sums.json", "sums.safetensors");
    }
  }

  @Test
  void weightsAndArchitectureAreNoPipes() throws Exception {
    Path pipe = Pipes.create(directory.resolve("pipe"));
    String message =
        "pipe is a pipe or a device, expected a file, as it is not read from beginning";
    checkFailure(message, "--weights", pipe.toString(), "--architecture", json().toString());
    checkFailure(message, "--weights", weights, "--architecture", pipe.toString());
  }

  @Test
  void anArchitectureMayHaveAByteOrderMark() throws IOException {
    Files.writeString(json(), "\ufeff" + Files.readString(json()));
    assertThat(CliRun.of(quantize()).code()).isZero();
  }

  @Test
  void saysWhatIsNoArchitecture() throws IOException {
    checkFailure(
        "this is a safetensors file, expected JSON",
        "--weights",
        weights,
        "--architecture",
        weights);
    Files.writeString(json(), Files.readString(json()), StandardCharsets.UTF_16);
    checkFailure("this is text in UTF-16 or UTF-32, expected UTF-8");
    Files.writeString(json(), "root:x:0:0");
    assertThat(CliRun.of(quantize()).err()).contains("not valid JSON").doesNotContain("root");
  }

  @Test
  void saysWhatIsNoWeights() throws IOException {
    Files.writeString(
        Path.of(weights), "version https://git-lfs.github.com/spec/v1\noid sha256:4d\n");
    checkFailure("this is a Git LFS pointer, not the file itself; fetch that with 'git lfs pull'");
    Files.writeString(Path.of(weights), "{\"metadata\":{},\"weight_map\":{\"a\":\"b\"}}");
    checkFailure("this is the index of a sharded checkpoint");
    assertThat(
            CliRun.of(
                    "quantize",
                    "--weights",
                    model(),
                    "--architecture",
                    json().toString(),
                    "--output",
                    weights)
                .err())
        .contains("this is a Nibble model already, expected the float weights of one");
  }

  /** Makes a model of sound weights. */
  private String model() throws IOException {
    FloatModelFiles.write(directory);
    assertThat(CliRun.of(quantize()).code()).isZero();
    return model;
  }

  private Path json() {
    return directory.resolve("sums.json");
  }

  @Test
  void helpAndVersionAreCode0() {
    assertThat(CliRun.of("--help").out()).contains("quantize", "inspect", "predict", "Exit codes");
    assertThat(CliRun.of("quantize", "--help").out())
        .contains("--group-size", "--scale-dtype", "--skip");
    assertThat(CliRun.of("--version").out()).startsWith("nibble ").contains("ISA ");
    assertThat(CliRun.of("predict", "--version").code()).isZero();
  }

  private String[] quantize(String... options) {
    String[] args = {"quantize", "--weights", weights, "--output", model};
    String[] all = java.util.Arrays.copyOf(args, args.length + options.length);
    System.arraycopy(options, 0, all, args.length, options.length);
    return all;
  }

  private void checkFailure(String message) {
    checkFailed(message, CliRun.of(quantize()));
  }

  private void checkFailure(String message, String... files) {
    String[] args = {"quantize", "--output", model};
    String[] all = java.util.Arrays.copyOf(args, args.length + files.length);
    System.arraycopy(files, 0, all, args.length, files.length);
    checkFailed(message, CliRun.of(all));
  }

  private static void checkFailed(String message, CliRun run) {
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).singleElement().asString().contains(message);
  }

  private static void checkUsage(String message, String... args) {
    CliRun run = CliRun.of(args);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err().lines()).singleElement().asString().contains(message, "--help");
  }
}
