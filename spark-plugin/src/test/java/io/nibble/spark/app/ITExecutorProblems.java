package io.nibble.spark.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nibble.build.ModelFixtures;
import io.nibble.spark.NibblePlugin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors that cannot load the native library, under a Spark driver that can. */
class ITExecutorProblems {
  private static final String CAUSE = "disabled by the system property io.nibble.native.disabled";

  @TempDir Path directory;

  @Test
  void theSparkDriverTellsTheCauseInItsLogInSqlAndInItsMetrics() throws Exception {
    String model = ModelFixtures.mlp(directory.resolve("m.nibble"), 5, 4, 3);
    Path rows = directory.resolve("executors");
    Path prometheus = directory.resolve("prometheus");
    String log =
        new SparkProcess(directory)
            .conf("spark.plugins", NibblePlugin.class.getName())
            .conf("spark.executor.extraJavaOptions", "-Dio.nibble.native.disabled=true")
            .conf("spark.executor.heartbeatInterval", "1s")
            .conf(
                "spark.metrics.conf.*.sink.prometheusServlet.class",
                "org.apache.spark.metrics.sink.PrometheusServlet")
            .conf("spark.metrics.conf.*.sink.prometheusServlet.path", "/metrics/prometheus")
            .conf("spark.metrics.namespace", "ranker")
            .conf("spark.ui.port", "0")
            .conf("spark.driver.host", "127.0.0.1")
            .submit(
                0,
                "local-cluster[1,1,1024]",
                MetricsApp.class,
                "SELECT nibble_predict('" + model + "', array(id, 1, 2, 3)) FROM range(100)",
                "100",
                rows.toString(),
                prometheus.toString());
    assertThat(log.lines().filter(line -> line.contains("scores with the ISA 'java'")))
        .singleElement()
        .asString()
        .contains("WARN", "Executor 0 on ", CAUSE);
    JsonNode executor = new ObjectMapper().readTree(Files.readString(rows));
    assertThat(executor.get("isa").asText()).isEqualTo("java");
    assertThat(executor.get("problem").asText()).contains(CAUSE);
    assertThat(executor.get("plainJava").asInt()).isOne();
    assertThat(executor.get("rows").asLong()).isEqualTo(100);
    List<String> page = Files.readAllLines(prometheus);
    for (String metric : List.of("problems", "plainJava", "isa_java")) {
      assertThat(page)
          .contains(
              "metrics_ranker_driver_plugin_io_nibble_spark_NibblePlugin_cluster_"
                  + metric
                  + "_Value{type=\"gauges\"} 1");
    }
  }
}
