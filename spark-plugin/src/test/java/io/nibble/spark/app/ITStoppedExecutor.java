package io.nibble.spark.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.build.ModelFixtures;
import io.nibble.spark.NibblePlugin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An executor that does not answer, and is not lost. */
class ITStoppedExecutor {
  private static final int MODELS = 3;

  @TempDir private Path directory;

  @Test
  void itHoldsUpNeitherUnloadingNorTheQueriesOfOthersAndFreesItsModelsLater() throws Exception {
    Path models = Files.createDirectory(directory.resolve("models"));
    for (int i = 0; i < MODELS; i++) {
      ModelFixtures.mlp(models.resolve("m" + i), i, 64, 256, 10);
    }
    Path run = Files.createDirectory(directory.resolve("run"));
    String log =
        new SparkProcess(run)
            .conf("spark.plugins", NibblePlugin.class.getName())
            .conf("spark.ui.enabled", "false")
            .conf("spark.driver.host", "127.0.0.1")
            .conf("spark.scheduler.minRegisteredResourcesRatio", "1")
            .submit(
                0,
                "local-cluster[2,1,1024]",
                StoppedExecutorApp.class,
                models.toString(),
                run.toString());
    assertThat(log).doesNotContain("Lost executor");
    List<List<String>> expected = ITConcurrentQueries.expected(models, MODELS);
    for (int i = 0; i < MODELS; i++) {
      assertThat(Files.readAllLines(run.resolve(Integer.toString(i)))).isEqualTo(expected.get(i));
    }
    assertThat(Files.readAllLines(run.resolve("held")))
        .hasSize(2)
        .allMatch(report -> report.contains(" loads=2 "));
    assertThat(Files.readAllLines(run.resolve("unloaded")))
        .hasSize(2)
        .allMatch(report -> report.endsWith(" native=0 []"));
  }
}
