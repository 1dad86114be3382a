package io.nibble.kernel;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs a test class with a main method, {@link ReportKernels} unless said, in a JVM of its own: a
 * JVM decides only once what to load.
 */
final class ForkedJvm {
  private final List<Path> classPath;
  private List<String> wrapper = List.of();
  private final List<String> options = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private Class<?> main = ReportKernels.class;
  private Path home = Path.of(System.getProperty("java.home"));

  ForkedJvm(Path... classPath) {
    this.classPath = List.of(classPath);
  }

  ForkedJvm option(String option) {
    options.add(option);
    return this;
  }

  ForkedJvm environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  ForkedJvm main(Class<?> main) {
    this.main = main;
    return this;
  }

  /** Of another Java. */
  ForkedJvm home(Path home) {
    this.home = home;
    return this;
  }

  /** A command that runs the JVM given as its further arguments. */
  ForkedJvm wrapper(String... command) {
    wrapper = List.of(command);
    return this;
  }

  /** The lines that the JVM printed; fails unless it ends well. */
  String run() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(wrapper);
    command.add(home.resolve("bin/java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", joined(), main.getName()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("NIBBLE_ISA");
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new AssertionError(command + " failed: " + output);
    }
    return output;
  }

  private String joined() {
    return Stream.concat(classPath.stream(), Stream.of(origin(main)))
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** The directory or jar that a class comes from. */
  static Path origin(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
