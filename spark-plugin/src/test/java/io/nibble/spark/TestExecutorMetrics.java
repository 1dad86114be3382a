package io.nibble.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.build.ModelFixtures;
import io.nibble.kernel.Kernels;
import io.nibble.kernel.NativeLibrary;
import io.nibble.spark.watch.ExecutorMetric;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Metrics of queries, as one of Spark's own sinks shows them. */
class TestExecutorMetrics {
  @RegisterExtension
  static final SparkFixture SPARK =
      SparkFixture.withPlugin()
          .with(Gauges.SINK, Gauges.SINK_CLASS)
          .with("spark.nibble.explain", "none")
          .with("spark.executor.heartbeatInterval", "1s");

  private Path file;
  private Map<String, Object> before;

  /** They are there once the executor's report has come. */
  @BeforeAll
  static void awaitMetrics() throws Exception {
    for (int i = 0; i < 200 && !Gauges.read().containsKey("info.problem"); i++) {
      Thread.sleep(50);
    }
  }

  @BeforeEach
  void writeModel() throws Exception {
    file = SPARK.directory().resolve("m.nibble");
    ModelFixtures.mlp(file, 1, 4, 3);
    before = Gauges.read();
  }

  @AfterEach
  void unload() {
    Nibble.unload(file.toString());
    SPARK.session().conf().unset("spark.nibble.enabled");
    SPARK.session().conf().unset("spark.nibble.badRows");
  }

  @Test
  void everyMetricIsThereAndNoOther() throws Exception {
    List<String> expected = new ArrayList<>();
    for (ExecutorMetric metric : ExecutorMetric.values()) {
      expected.add(metric.label());
      expected.add("cluster." + metric.label());
    }
    String isa = Kernels.best().isa();
    expected.addAll(List.of("cluster.executors", "cluster.problems", "cluster.isa." + isa));
    expected.addAll(List.of("isa." + isa, "info.isa", "info.version", "info.problem"));
    assertThat(Gauges.read()).containsOnlyKeys(expected);
    assertThat(Gauges.read())
        .containsEntry("isa." + isa, 1)
        .containsEntry("info.isa", isa)
        .containsEntry("plainJava", NativeLibrary.isAvailable() ? 0L : 1L);
  }

  @Test
  void rowsAndBatchesAreExact() throws Exception {
    assertThat(scores("array(id, 1, -id, 2)").collectAsList()).hasSize(40);
    assertThat(grown("rows")).isEqualTo(40);
    assertThat(grown("batches")).as("one for each partition").isEqualTo(4);
    assertThat(grown("badRows")).isZero();
    assertThat(grown("fallbackRows")).isZero();
    assertThat(seconds("kernelSeconds")).isPositive();
    assertThat(seconds("packSeconds")).isPositive();
  }

  @Test
  void badRowsAreCounted() throws Exception {
    SPARK.session().conf().set("spark.nibble.badRows", "null");
    scores("if(id < 7, array(id), array(id, 1, -id, 2))").collectAsList();
    assertThat(grown("badRows")).isEqualTo(7);
    assertThat(grown("rows")).isEqualTo(33);
  }

  @Test
  void rowsScoredOneByOneAreRowsOfTheFallback() throws Exception {
    SPARK.session().conf().set("spark.nibble.enabled", "false");
    scores("array(id, 1, -id, 2)").collectAsList();
    Nibble.register(SPARK.session(), "score", file.toString());
    SPARK.session().sql("SELECT score(array(id, 1, -id, 2)) FROM range(5)").collectAsList();
    assertThat(grown("fallbackRows")).isEqualTo(45);
    assertThat(grown("rows")).isEqualTo(45);
    assertThat(grown("batches")).isZero();
    assertThat(seconds("kernelSeconds")).isPositive();
  }

  @Test
  void modelsComeAndGo() throws Exception {
    scores("array(id, 1, -id, 2)").collectAsList();
    assertThat(grown("modelLoads")).isOne();
    assertThat(seconds("modelLoadSeconds")).isPositive();
    assertThat(Gauges.count("models")).isOne();
    assertThat(Gauges.count("modelLeases")).isZero();
    assertThat(Gauges.count("modelBytes"))
        .isPositive()
        .isEqualTo(Gauges.count("nativeBytes"))
        .isLessThan(Files.size(file));
    Nibble.unload(file.toString());
    assertThat(grown("modelEvictions")).isOne();
    assertThat(Gauges.count("models")).isZero();
    assertThat(Gauges.count("nativeBytes")).isZero();
  }

  @Test
  void theSparkDriverKnowsTheSums() throws Exception {
    scores("array(id, 1, -id, 2)").collectAsList();
    for (int i = 0; i < 200 && !sumsAgree(); i++) {
      Thread.sleep(50);
    }
    assertThat(sumsAgree()).isTrue();
    assertThat(Gauges.count("cluster.executors")).isOne();
    assertThat(Gauges.count("cluster.isa." + Kernels.best().isa())).isOne();
  }

  private static boolean sumsAgree() throws Exception {
    Map<String, Object> values = Gauges.read();
    return Arrays.stream(ExecutorMetric.values())
        .allMatch(m -> values.get(m.label()).equals(values.get("cluster." + m.label())));
  }

  private long grown(String name) throws Exception {
    return Gauges.count(name) - (Long) before.get(name);
  }

  private double seconds(String name) throws Exception {
    return (Double) Gauges.read().get(name) - (Double) before.get(name);
  }

  private Dataset<Row> scores(String features) {
    return SPARK
        .session()
        .sql(
            "SELECT id, nibble_predict('"
                + file
                + "', "
                + features
                + ") s FROM range(0, 40, 1, 4)");
  }
}
