package io.nibble.spark.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.build.ModelFixtures;
import io.nibble.spark.NibblePlugin;
import io.nibble.spark.Rows;
import io.nibble.spark.SparkFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many queries at once, with several models. */
class ITConcurrentQueries {
  private static final int MODELS = 8;
  private static final int QUERIES = 64;

  @TempDir static Path directory;

  @Test
  void eachModelIsLoadedOncePerExecutorAndNobodyWaitsForEver() throws Exception {
    Path models = Files.createDirectory(directory.resolve("models"));
    for (int i = 0; i < MODELS; i++) {
      ModelFixtures.mlp(models.resolve("m" + i), i, 64, 256, 10);
    }
    Path run = Files.createDirectory(directory.resolve("run"));
    new SparkProcess(run)
        .conf("spark.plugins", NibblePlugin.class.getName())
        .conf("spark.nibble.broadcast.shardBytes", "4096")
        .conf("spark.scheduler.mode", "FAIR")
        .conf("spark.ui.enabled", "false")
        .conf("spark.driver.host", "127.0.0.1")
        .conf("spark.scheduler.minRegisteredResourcesRatio", "1")
        .submit(
            0,
            "local-cluster[2,2,1024]",
            ConcurrentQueriesApp.class,
            models.toString(),
            Integer.toString(QUERIES),
            run.toString());
    List<List<String>> expected = expected(models, MODELS);
    for (int i = 0; i < QUERIES; i++) {
      assertThat(Files.readAllLines(run.resolve(Integer.toString(i))))
          .isEqualTo(expected.get(i % MODELS));
    }
    assertThat(new HashSet<>(expected)).as("each model has answers of its own").hasSize(MODELS);
    assertThat(Files.readAllLines(run.resolve("reports")))
        .hasSize(2)
        .allMatch(report -> report.contains(" loads=" + MODELS + " "))
        .allMatch(report -> report.split("Holding\\[").length - 1 == MODELS);
  }

  /** The rows of the query of each model, in local mode. */
  static List<List<String>> expected(Path models, int kinds) throws Exception {
    SparkFixture spark = SparkFixture.withPlugin().start();
    List<List<String>> expected = new ArrayList<>();
    for (int i = 0; i < kinds; i++) {
      expected.add(Rows.sorted(spark.session().sql(ConcurrentQueriesApp.query(models, i))));
    }
    spark.stop();
    return expected;
  }
}
