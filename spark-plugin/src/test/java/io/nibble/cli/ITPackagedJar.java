package io.nibble.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The published jar, from outside: alone, without Spark on the class path, and submitted. */
class ITPackagedJar {
  private static final String JAR = System.getProperty("nibble.jar");

  @TempDir private Path directory;

  @Test
  void quantizesInspectsAndPredicts() throws Exception {
    String weights = FloatModelFiles.write(directory).toString();
    String model = directory.resolve("sums.nibble").toString();
    CliRun quantize = run("", "quantize", "--weights", weights, "--output", model);
    assertThat(quantize.err().lines()).as("progress only").allMatch(l -> l.contains(" weights"));
    assertThat(quantize.code()).isZero();
    assertThat(run("", "inspect", "--verify", model).out()).contains("linear_int4");
    CliRun predict = run("[1, 2]\n", "predict", model);
    assertThat(predict.err()).isEmpty();
    assertThat(predict.out()).isEqualTo(CliRun.withInput("[1, 2]", "predict", model).out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cat FILE | \"$@\" --input /dev/stdin",
        "\"$@\" --input /dev/stdin < FILE",
        "\"$@\" --input <(cat FILE)"
      })
  void readsWhatAShellOpens(String script) throws Exception {
    String weights = FloatModelFiles.write(directory).toString();
    String model = directory.resolve("sums.nibble").toString();
    assertThat(CliRun.of("quantize", "--weights", weights, "--output", model).code()).isZero();
    Path sample = Files.writeString(directory.resolve("in.jsonl"), "[1, 2]\n".repeat(3));
    List<String> command = new ArrayList<>();
    command.addAll(List.of("bash", "-c", script.replace("FILE", sample.toString()), "bash"));
    command.addAll(command(List.of("-jar", JAR), "predict", model));
    CliRun predict = run(new ProcessBuilder(command), "");
    assertThat(predict.code()).as(predict.err()).isZero();
    assertThat(predict.out())
        .isEqualTo(CliRun.of("predict", model, "--input", sample.toString()).out());
    assertThat(predict.out().lines()).hasSize(3);
  }

  @Test
  void readsAndWritesHadoopPathsWhenSubmitted() throws Exception {
    String weights = FloatModelFiles.write(directory).toUri().toString();
    String model = directory.resolve("sums.nibble").toUri().toString();
    CliRun quantize = submit("quantize", "--weights", weights, "--output", model);
    assertThat(quantize.code()).as(quantize.err()).isZero();
    assertThat(quantize.out()).contains("wrote file:/");
    CliRun alone = run("", "inspect", "--verify", directory.resolve("sums.nibble").toString());
    assertThat(alone.out()).contains("linear_int4");
    assertThat(run("", "inspect", model).err()).contains("only local files");
  }

  @Test
  void usesTheNativeLibraryAndSaysItsVersion() throws Exception {
    String version = run("", "--version").out();
    assertThat(version).startsWith("nibble ").doesNotContain("not packaged");
    assertThat(version).doesNotContain("ISA java");
  }

  @Test
  void saysWhyItComputesInPlainJava() throws Exception {
    String weights = FloatModelFiles.write(directory).toString();
    String model = directory.resolve("sums.nibble").toString();
    List<String> options = List.of("-Dio.nibble.native.disabled=true", "-jar", JAR);
    String warning = "nibble: the native library cannot be loaded: ";
    CliRun quantize = java("", options, "quantize", "--weights", weights, "--output", model);
    assertThat(quantize.code()).isZero();
    assertThat(quantize.err().lines()).filteredOn(l -> l.startsWith(warning)).hasSize(1);
    CliRun predict = java("[1, 2]\n", options, "predict", model);
    assertThat(predict.err().lines())
        .singleElement()
        .asString()
        .startsWith(warning)
        .contains("disabled by the system property io.nibble.native.disabled")
        .endsWith("Computing in plain Java: the same results, slower.");
    assertThat(predict.out()).isEqualTo(run("[1, 2]\n", "predict", model).out());
    CliRun chosen = java("[1, 2]\n", options, "predict", model, "--isa", "java");
    assertThat(chosen.err()).isEmpty();
  }

  @Test
  void printsUtf8AndPlainDigitsInAnyLanguage() throws Exception {
    String weights = FloatModelFiles.write(directory).toString();
    Path json = directory.resolve("sums.json");
    Files.writeString(json, Files.readString(json).replace("difference", "größer 差"));
    String model = directory.resolve("sums.nibble").toString();
    assertThat(run("", "quantize", "--weights", weights, "--output", model).code()).isZero();
    List<String> arabic =
        List.of("-Duser.language=ar", "-Duser.country=EG", "-Dfile.encoding=ISO-8859-1");
    List<String> options = new ArrayList<>(arabic);
    options.addAll(List.of("-jar", JAR));
    CliRun inspect = java(Map.of("LC_ALL", "C"), "", options, "inspect", model);
    assertThat(inspect.out())
        .contains("größer 差")
        .isEqualTo(CliRun.of("inspect", model).out())
        .contains("format version 1");
  }

  @Test
  void failsWithOneLine() throws Exception {
    CliRun run = run("", "inspect", directory.resolve("none").toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err().lines()).singleElement().asString().contains("no such file");
  }

  @Test
  void holdsOnlyOurClasses() throws IOException {
    try (JarFile jar = new JarFile(JAR)) {
      List<String> names =
          Collections.list(jar.entries()).stream()
              .filter(entry -> !entry.isDirectory())
              .map(JarEntry::getName)
              .toList();
      assertThat(names).allMatch(name -> name.matches("(io/nibble|META-INF)/.*"));
      assertThat(names).contains("META-INF/LICENSE", "META-INF/NOTICE");
    }
  }

  /** Or java -jar would warn since Java 24, and fail one day. */
  @Test
  void theManifestAllowsNativeCode() throws IOException {
    try (JarFile jar = new JarFile(JAR)) {
      assertThat(jar.getManifest().getMainAttributes().getValue("Enable-Native-Access"))
          .isEqualTo("ALL-UNNAMED");
    }
  }

  private static CliRun run(String input, String... args) throws Exception {
    return java(input, List.of("-jar", JAR), args);
  }

  private static CliRun submit(String... args) throws Exception {
    List<String> options =
        List.of(
            "-cp",
            System.getProperty("spark.test.home") + "/jars/*",
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            "local",
            "--class",
            "io.nibble.spark.Main",
            JAR);
    return java("", options, args);
  }

  private static CliRun java(String input, List<String> options, String... args) throws Exception {
    return java(Map.of(), input, options, args);
  }

  private static CliRun java(
      Map<String, String> environment, String input, List<String> options, String... args)
      throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command(options, args));
    builder.environment().putAll(environment);
    return run(builder, input);
  }

  private static List<String> command(List<String> options, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of(args));
    return command;
  }

  private static CliRun run(ProcessBuilder builder, String input) throws Exception {
    Process process = builder.start();
    process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new CliRun(process.waitFor(), out, err);
  }
}
