package io.nibble.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The published jar, from outside: alone, without Spark on the class path. */
class ITPackagedJar {
  private static final String JAR = System.getProperty("nibble.jar");

  @TempDir private Path directory;

  @Test
  void quantizesInspectsAndPredicts() throws Exception {
    String weights = FloatModelFiles.write(directory).toString();
    String model = directory.resolve("sums.nibble").toString();
    CliRun quantize = run("", "quantize", "--weights", weights, "--output", model);
    assertThat(quantize.err()).isEmpty();
    assertThat(quantize.code()).isZero();
    assertThat(run("", "inspect", "--verify", model).out()).contains("linear_int4");
    CliRun predict = run("[1, 2]\n", "predict", model);
    assertThat(predict.err()).isEmpty();
    assertThat(predict.out()).isEqualTo(CliRun.withInput("[1, 2]", "predict", model).out());
  }

  @Test
  void usesTheNativeLibraryAndSaysItsVersion() throws Exception {
    String version = run("", "--version").out();
    assertThat(version).startsWith("nibble ").doesNotContain("not packaged");
    assertThat(version).doesNotContain("ISA java");
  }

  @Test
  void failsWithOneLine() throws Exception {
    CliRun run = run("", "inspect", directory.resolve("none").toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err().lines()).singleElement().asString().contains("no such file");
  }

  @Test
  void holdsOnlyOurClassesAndJavaCpp() throws IOException {
    try (JarFile jar = new JarFile(JAR)) {
      List<String> names =
          Collections.list(jar.entries()).stream()
              .filter(entry -> !entry.isDirectory())
              .map(JarEntry::getName)
              .toList();
      assertThat(names).allMatch(name -> name.matches("(io/nibble|org/bytedeco|META-INF)/.*"));
      assertThat(names).contains("META-INF/LICENSE", "META-INF/NOTICE");
    }
  }

  private static CliRun run(String input, String... args) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", JAR));
    command.addAll(List.of(args));
    Process process = new ProcessBuilder(command).start();
    process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new CliRun(process.waitFor(), out, err);
  }
}
