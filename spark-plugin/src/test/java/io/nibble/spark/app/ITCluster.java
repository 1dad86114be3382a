package io.nibble.spark.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.build.ModelFixtures;
import io.nibble.file.storage.ByteSource;
import io.nibble.graph.ModelHeader;
import io.nibble.spark.NibbleKryoRegistrator;
import io.nibble.spark.NibblePlugin;
import io.nibble.spark.Rows;
import io.nibble.spark.SparkFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Real executors, and the packaged jar from {@code --jars}. */
class ITCluster {
  private static final String TABLE =
      "SELECT id, transform(sequence(1, 64), i -> cast(sin(id * 64 + i) AS float)) f"
          + " FROM range(0, 3000, 1, 24)";

  @TempDir static Path directory;

  private static String query;
  private static List<String> expected;
  private static ModelHeader header;

  @BeforeAll
  static void scoreInLocalMode() throws Exception {
    String model = ModelFixtures.mlp(directory.resolve("m.nibble"), 5, 64, 256, 128, 10);
    try (ByteSource file = ByteSource.of(Path.of(model))) {
      header = ModelHeader.read(file);
    }
    query = "SELECT id, nibble_predict('" + model + "', f) s FROM (" + TABLE + ")";
    SparkFixture spark = SparkFixture.withPlugin().start();
    expected = Rows.sorted(spark.session().sql(query));
    spark.stop();
  }

  static Stream<Arguments> serializers() {
    return Stream.of(
        Arguments.of("Java", Map.of()),
        Arguments.of("file", Map.of("spark.nibble.model.distribution", "file")),
        Arguments.of(
            "Kryo",
            Map.of(
                "spark.serializer", "org.apache.spark.serializer.KryoSerializer",
                "spark.kryo.registrationRequired", "true",
                "spark.kryo.registrator", NibbleKryoRegistrator.class.getName())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("serializers")
  void answersAsInLocalModeFromOneCopyPerExecutor(String name, Map<String, String> conf)
      throws Exception {
    Path run = Files.createDirectory(directory.resolve(name));
    submit(run, conf, query);
    assertThat(Files.readAllLines(run.resolve("rows"))).hasSize(3000).isEqualTo(expected);
    assertThat(header.dataBytes()).as("several shards").isGreaterThan(5 * 4096);
    List<String> reports = Files.readAllLines(run.resolve("reports"));
    assertThat(reports).hasSize(2);
    for (int executor = 0; executor < 2; executor++) {
      assertThat(reports.get(executor))
          .startsWith(executor + " loads=1 native=" + header.dataBytes() + " [Holding[contentHash=")
          .contains("[Holding[contentHash=" + header.contentHash() + ", isa=")
          .endsWith(oneCopy());
    }
  }

  @Test
  void whenAnExecutorIsLostTheBitsAreTheSame() throws Exception {
    Path run = Files.createDirectory(directory.resolve("lost"));
    String log = submit(run, Map.of(), query + " WHERE crash_at(id, 1500L)");
    assertThat(log).contains("Lost executor");
    assertThat(Files.readAllLines(run.resolve("rows"))).isEqualTo(expected);
    // The executor that replaces the lost one may come too late to score.
    List<String> reports = Files.readAllLines(run.resolve("reports"));
    assertThat(reports)
        .allMatch(
            report ->
                report.endsWith("loads=0 native=0 []")
                    || (report.contains(" loads=1 ") && report.endsWith(oneCopy())));
    assertThat(reports).anyMatch(report -> report.endsWith(oneCopy()));
  }

  private static String oneCopy() {
    return ", nativeBytes=" + header.dataBytes() + ", leases=0]]";
  }

  private static String submit(Path run, Map<String, String> conf, String sql) throws Exception {
    SparkProcess spark = new SparkProcess(run);
    conf.forEach(spark::conf);
    return spark
        .conf("spark.plugins", NibblePlugin.class.getName())
        .conf("spark.nibble.broadcast.shardBytes", "4096")
        .conf("spark.nibble.native.required", "true")
        .conf("spark.ui.enabled", "false")
        .conf("spark.driver.host", "127.0.0.1")
        .conf("spark.scheduler.minRegisteredResourcesRatio", "1")
        .submit(
            0,
            "local-cluster[2,1,1024]",
            ScoringApp.class,
            sql,
            run.resolve("rows").toString(),
            run.resolve("reports").toString());
  }
}
