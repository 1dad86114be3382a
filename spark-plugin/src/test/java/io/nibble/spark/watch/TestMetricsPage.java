package io.nibble.spark.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * docs/metrics.md is made from {@link ExecutorMetric}. After a change there: {@code mvn -pl
 * spark-plugin -am test -Dtest=TestMetricsPage -Dsurefire.failIfNoSpecifiedTests=false
 * -Dnibble.writeDocs=true}.
 */
class TestMetricsPage {
  private static final Path PAGE = Path.of("../docs/metrics.md");

  private static final String HEAD =
      """
      # Metrics

      Made from `ExecutorMetric` by `TestMetricsPage`, which fails when this page and the code differ.

      With `spark.plugins=io.nibble.spark.NibblePlugin`, each executor has these in Spark's metrics system, for any sink (CSV,
      JMX, Graphite, StatsD, …), under `<application>.<executor>.plugin.io.nibble.spark.NibblePlugin.`. They are over all queries
      since the executor's JVM started and cost a few additions a batch. A *count* and *seconds* only grow; a *state* is what is now.

      | metric | kind | meaning |
      |---|---|---|
      """;

  private static final String TAIL =
      """
      | `isa.<name>` | state | 1, under the name of the ISA that scores; `isa.none` if the executor cannot score |
      | `info.isa`, `info.version`, `info.problem` | text | the ISA, the version of the jar, why the native library is not used; for sinks that show text (CSV, JMX) |

      The Spark driver has the same metrics over all executors, under
      `<application>.driver.plugin.io.nibble.spark.NibblePlugin.cluster.`: counts and seconds are sums that keep what lost executors
      did, states are sums over the executors that live. Besides them:

      | metric | kind | meaning |
      |---|---|---|
      | `cluster.executors` | state | executors that live |
      | `cluster.problems` | state | of them, those that score without the native library or cannot score |
      | `cluster.isa.<name>` | state | of them, those that score with that ISA |

      Executors tell the Spark driver once a heartbeat (`spark.executor.heartbeatInterval`, 10 s), when something has changed. So
      the driver's figures are as old as that at most, and one address has all:

      ## Prometheus

      ```
      --conf spark.metrics.conf.*.sink.prometheusServlet.class=org.apache.spark.metrics.sink.PrometheusServlet
      --conf spark.metrics.conf.*.sink.prometheusServlet.path=/metrics/prometheus
      --conf spark.metrics.namespace=ranker
      ```

      The Spark driver then serves `http://<driver>:4040/metrics/prometheus/`. Without a namespace the name of every metric begins
      with the application's id, which changes from run to run. For example:

      ```
      metrics_ranker_driver_plugin_io_nibble_spark_NibblePlugin_cluster_rows_Number{type="gauges"} 3000
      metrics_ranker_driver_plugin_io_nibble_spark_NibblePlugin_cluster_isa_avx512vnni_Value{type="gauges"} 2
      ```

      (Each metric is there twice, ending in `_Number` and `_Value`.) Spark has no such page on executors, and
      `/metrics/executors/prometheus` shows what Spark itself measures, not what plugins do; the sums are here for that reason.
      Figures by executor are in `SELECT * FROM nibble_executors()`, see [operations.md](operations.md), and in the other sinks:

      ```
      --conf spark.metrics.conf.*.sink.csv.class=org.apache.spark.metrics.sink.CsvSink
      --conf spark.metrics.conf.*.sink.csv.directory=/var/log/spark-metrics
      ```

      Worth an alarm: `cluster.problems` above 0; `cluster.fallbackRows` growing, when no query is meant to score row by row (the
      Spark driver's log says which does, and why); `cluster.badRows`; `cluster.modelLoads` growing while the number of executors
      does not, when models push one another out (`spark.nibble.store.maxBytes`, `idleSeconds`). Rows a second are
      `rate(…_cluster_rows_Number[5m])`; `kernelSeconds` in a second, divided by the cores, is the share of the machine that
      the kernels have.

      The SQL tab shows the same for one query: the metrics of the operator NibblePredict, see [operations.md](operations.md).
      """;

  @Test
  void pageAndMetricsAgree() throws IOException {
    StringBuilder page = new StringBuilder(HEAD);
    for (ExecutorMetric metric : ExecutorMetric.values()) {
      page.append(
          String.format(
              "| `%s` | %s | %s |%n",
              metric.label(), metric.kind().name().toLowerCase(Locale.ROOT), metric.meaning()));
    }
    page.append(TAIL);
    if (Boolean.getBoolean("nibble.writeDocs")) {
      Files.writeString(PAGE, page);
    }
    assertThat(PAGE).content().isEqualTo(page.toString());
  }
}
