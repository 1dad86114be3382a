package io.nibble.spark.app;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.apache.spark.launcher.JavaModuleOptions;
import scala.util.Properties;

/** spark-submit in a process of its own, on the Spark that the build put together. */
final class SparkProcess {
  private static final Path HOME = Path.of(System.getProperty("spark.test.home"));
  private static final long TIMEOUT_SECONDS = 900;

  /** For JVMs that live for seconds. */
  private static final String JVM_OPTIONS = System.getProperty("nibble.jvm.options", "");

  private final Path directory;
  private final List<String> options = new ArrayList<>();
  private final List<String> jvmOptions = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> classPath =
      new ArrayList<>(List.of(HOME.resolve("conf").toString(), HOME + "/jars/*"));
  private List<String> wrapper = List.of();

  SparkProcess(Path directory) {
    this.directory = directory;
    if (!JVM_OPTIONS.isEmpty()) {
      jvmOptions.addAll(List.of(JVM_OPTIONS.split(" ")));
      conf("spark.executor.defaultJavaOptions", JVM_OPTIONS);
    }
  }

  SparkProcess conf(String key, String value) {
    options.add("--conf");
    options.add(key + "=" + value);
    return this;
  }

  SparkProcess jvm(String option) {
    jvmOptions.add(option);
    return this;
  }

  SparkProcess environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** A command that runs the JVM given as its further arguments; executors on this host inherit. */
  SparkProcess wrapper(String... command) {
    wrapper = List.of(command);
    return this;
  }

  /** Ahead of the packaged jar. */
  SparkProcess classPath(Path classes) {
    classPath.add(0, classes.toString());
    return this;
  }

  /**
   * Submits {@code main} with the packaged jar; returns the log, and fails with it unless {@code
   * exit}.
   */
  String submit(int exit, String master, Class<?> main, String... arguments) throws Exception {
    conf("spark.jars", System.getProperty("nibble.jar"));
    return start(master, main.getName(), jar(main), arguments).await(exit);
  }

  /** Starts a command of the packaged jar. */
  Running startCommand(String master, String... arguments) throws IOException {
    return start(
        master, "io.nibble.spark.Main", Path.of(System.getProperty("nibble.jar")), arguments);
  }

  private Running start(String master, String main, Path application, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(wrapper);
    command.addAll(java("-Xmx1g"));
    command.addAll(List.of("org.apache.spark.deploy.SparkSubmit", "--master", master));
    command.addAll(List.of("--class", main));
    command.addAll(options);
    command.add(application.toString());
    command.addAll(List.of(arguments));
    return new Running(launch(command, "submit.log"), directory.resolve("submit.log"));
  }

  /** A JVM with Spark's class path; its main class comes next. */
  List<String> java(String heap) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().split(" ")));
    command.addAll(jvmOptions);
    command.addAll(List.of(heap, "-cp", String.join(File.pathSeparator, classPath)));
    return command;
  }

  /** A process of Spark, with its environment and its log. */
  Process launch(List<String> command, String logName) throws IOException {
    Path log = directory.resolve(logName);
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> variables = builder.environment();
    variables.put("SPARK_HOME", HOME.toString());
    // bin/spark-submit would set it.
    variables.put("SPARK_SCALA_VERSION", Properties.versionNumberString().substring(0, 4));
    variables.put("SPARK_LOCAL_IP", "127.0.0.1");
    variables.put("SPARK_WORKER_DIR", directory.resolve("work").toString());
    variables.put("SPARK_LOCAL_DIRS", directory.resolve("local").toString());
    variables.putAll(environment);
    logging();
    return builder
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  /** A submitted application. */
  record Running(Process process, Path log) {
    /** Waits for the end; returns the log, and fails with it unless {@code exit}. */
    String await(int exit) throws IOException, InterruptedException {
      boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
      String text = Files.readString(log);
      if (!ended || process.exitValue() != exit) {
        throw new AssertionError((ended ? "exit " + process.exitValue() : "no end") + "\n" + text);
      }
      return text;
    }
  }

  private static void logging() throws IOException {
    Path conf = Files.createDirectories(HOME.resolve("conf"));
    try (var properties = SparkProcess.class.getResourceAsStream("/log4j2-test.properties")) {
      Files.write(conf.resolve("log4j2.properties"), properties.readAllBytes());
    }
  }

  /** A jar of the classes in the package of {@code main}. */
  private Path jar(Class<?> main) throws Exception {
    Path jar = directory.resolve("app.jar");
    Path classes = Path.of(main.getProtectionDomain().getCodeSource().getLocation().toURI());
    String name = main.getName().replace('.', '/');
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        var files = Files.list(classes.resolve(name).getParent())) {
      for (Path file : files.toList()) {
        entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        entries.write(Files.readAllBytes(file));
        entries.closeEntry();
      }
    }
    return jar;
  }
}
