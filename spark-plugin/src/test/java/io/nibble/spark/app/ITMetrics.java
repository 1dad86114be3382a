package io.nibble.spark.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nibble.build.ModelFixtures;
import io.nibble.file.storage.ByteSource;
import io.nibble.graph.ModelHeader;
import io.nibble.kernel.Kernels;
import io.nibble.spark.NibblePlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Figures of real executors: in a sink of their own, on the Spark driver's page for Prometheus, and
 * in SQL.
 */
class ITMetrics {
  private static final int ROWS = 3000;
  private static final String METRIC = ".plugin." + NibblePlugin.class.getName() + ".";

  @TempDir static Path directory;

  private static ModelHeader header;
  private static Path csv;
  private static String log;
  private static List<JsonNode> executors;
  private static List<String> page;

  @BeforeAll
  static void score() throws Exception {
    String model = ModelFixtures.mlp(directory.resolve("m.nibble"), 5, 64, 256, 10);
    try (ByteSource file = ByteSource.of(Path.of(model))) {
      header = ModelHeader.read(file);
    }
    csv = Files.createDirectory(directory.resolve("csv"));
    Path rows = directory.resolve("executors");
    Path prometheus = directory.resolve("prometheus");
    log =
        new SparkProcess(directory)
            .jvm("-Dlog4j2.configurationFile=" + informing())
            .conf("spark.plugins", NibblePlugin.class.getName())
            .conf("spark.executor.heartbeatInterval", "1s")
            .conf("spark.metrics.namespace", "ranker")
            .conf(sink("csv.class"), "org.apache.spark.metrics.sink.CsvSink")
            .conf(sink("csv.period"), "1")
            .conf(sink("csv.unit"), "seconds")
            .conf(sink("csv.directory"), csv.toString())
            .conf(
                sink("prometheusServlet.class"), "org.apache.spark.metrics.sink.PrometheusServlet")
            .conf(sink("prometheusServlet.path"), "/metrics/prometheus")
            .conf("spark.ui.port", "0")
            .conf("spark.driver.host", "127.0.0.1")
            .conf("spark.scheduler.minRegisteredResourcesRatio", "1")
            .submit(
                0,
                "local-cluster[2,1,1024]",
                MetricsApp.class,
                query(model),
                Integer.toString(ROWS),
                rows.toString(),
                prometheus.toString());
    executors = new ArrayList<>();
    for (String line : Files.readAllLines(rows)) {
      executors.add(new ObjectMapper().readTree(line));
    }
    page = Files.readAllLines(prometheus);
  }

  /** Settings of the log that let the plugin say what scores where. */
  private static Path informing() throws IOException {
    return Files.writeString(
        directory.resolve("log4j2.properties"),
        """
        rootLogger.level = warn
        rootLogger.appenderRef.stderr.ref = stderr
        appender.stderr.type = Console
        appender.stderr.name = stderr
        appender.stderr.target = SYSTEM_ERR
        appender.stderr.layout.type = PatternLayout
        appender.stderr.layout.pattern = %p %c{1}: %m%n%ex
        logger.plugin.name = io.nibble.spark.NibblePlugin
        logger.plugin.level = info
        """);
  }

  private static String sink(String key) {
    return "spark.metrics.conf.*.sink." + key;
  }

  private static String query(String model) {
    return "SELECT id, nibble_predict('"
        + model
        + "', transform(sequence(1, 64), i -> cast(sin(id * 64 + i) AS float))) s"
        + " FROM range(0, "
        + ROWS
        + ", 1, 24)";
  }

  @Test
  void executorsTellWhatTheyAre() {
    assertThat(executors).hasSize(2);
    for (JsonNode executor : executors) {
      assertThat(executor.get("live").asBoolean()).isTrue();
      assertThat(executor.get("host").asText()).isNotEmpty();
      assertThat(executor.get("isa").asText()).isEqualTo(Kernels.best().isa());
      assertThat(executor.has("problem")).as("null in JSON").isFalse();
      assertThat(executor.get("version").asText()).isNotEqualTo("(not packaged)");
      assertThat(executor.at("/held/0/hash").asText()).isEqualTo(header.contentHash());
      assertThat(executor.get("modelBytes").asLong()).isEqualTo(header.dataBytes());
      assertThat(executor.get("modelLoads").asLong()).isOne();
      assertThat(executor.get("rows").asLong()).isPositive();
    }
  }

  @Test
  void rowsAreCountedOnce() {
    assertThat(sum("rows")).isEqualTo(ROWS);
    assertThat(sum("batches")).isEqualTo(24);
    assertThat(sum("fallbackRows")).isZero();
  }

  private static long sum(String metric) {
    return executors.stream().mapToLong(executor -> executor.get(metric).asLong()).sum();
  }

  @Test
  void aSinkOfTheExecutorsHasTheSame() throws IOException {
    for (JsonNode executor : executors) {
      String id = executor.get("executor").asText();
      for (String metric : List.of("rows", "batches", "modelLoads", "kernelSeconds")) {
        assertThat(csv(id, metric)).last().isEqualTo(executor.get(metric).asText());
      }
      // The last line is written when the executor has freed everything.
      for (String metric : List.of("models", "modelBytes", "nativeBytes")) {
        assertThat(csv(id, metric)).contains(executor.get(metric).asText());
      }
      String isa = Kernels.best().isa();
      assertThat(csv(id, "info.isa")).containsOnly(isa);
      assertThat(csv(id, "isa." + isa)).containsOnly("1");
    }
  }

  /** The values in a file of lines such as {@code 1763818000,3000}, below the line of names. */
  private static List<String> csv(String executor, String metric) throws IOException {
    Path file = csv.resolve("ranker." + executor + METRIC + metric + ".csv");
    return Files.readAllLines(file).stream().skip(1).map(line -> line.split(",")[1]).toList();
  }

  @Test
  void prometheusFindsTheSums() {
    assertThat(prometheus("rows_Number")).isEqualTo(Integer.toString(ROWS));
    assertThat(prometheus("batches_Number")).isEqualTo("24");
    assertThat(prometheus("models_Number")).isEqualTo("2");
    assertThat(prometheus("modelBytes_Number")).isEqualTo("" + 2 * header.dataBytes());
    assertThat(prometheus("executors_Number")).isEqualTo("2");
    assertThat(prometheus("problems_Number")).isEqualTo("0");
    assertThat(prometheus("isa_" + Kernels.best().isa() + "_Value")).isEqualTo("2");
    assertThat(Double.parseDouble(prometheus("kernelSeconds_Number"))).isPositive();
  }

  private static String prometheus(String metric) {
    String name =
        "metrics_ranker_driver_plugin_io_nibble_spark_NibblePlugin_cluster_"
            + metric
            + "{type=\"gauges\"} ";
    List<String> values =
        page.stream().filter(l -> l.startsWith(name)).map(l -> l.substring(name.length())).toList();
    assertThat(values).as(metric).hasSize(1);
    return values.get(0);
  }

  @Test
  void theLogSaysItOnceForEachExecutor() {
    assertThat(log.lines().filter(l -> l.contains("scores with the ISA") && l.contains("Executor")))
        .hasSize(2)
        .allMatch(line -> line.contains(Kernels.best().isa()));
    assertThat(Stream.of("could not report", "did not reach")).noneMatch(log::contains);
  }
}
