package io.nibble.spark.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.build.LargeModel;
import io.nibble.spark.NibblePlugin;
import io.nibble.spark.Rows;
import io.nibble.spark.SparkFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors with less address space than a batch takes. */
class ITExhaustedMemory {
  private static final int WIDTH = 1 << 16;
  private static final int BATCH_ROWS = 1 << 16;
  private static final long LIMIT_KIB = 12 << 20;

  @TempDir private Path directory;

  @Test
  void aBatchThatDoesNotFitFailsItsQueryAndNoExecutor() throws Exception {
    Path model = directory.resolve("wide.nibble");
    long modelBytes = LargeModel.write(model, 1, WIDTH, 0).dataBytes();
    String query = query(model);
    String log =
        new SparkProcess(directory)
            .wrapper("sh", "-c", "ulimit -v " + LIMIT_KIB + " && exec \"$@\"", "sh")
            .conf("spark.plugins", NibblePlugin.class.getName())
            .conf("spark.executor.memory", "700m")
            .conf("spark.ui.enabled", "false")
            .conf("spark.driver.host", "127.0.0.1")
            .conf("spark.scheduler.minRegisteredResourcesRatio", "1")
            .submit(
                0,
                "local-cluster[2,1,1024]",
                FailingQueryApp.class,
                query,
                "spark.nibble.batchRows",
                Integer.toString(BATCH_ROWS),
                directory.toString());
    assertThat(Files.readString(directory.resolve("error")))
        .containsPattern("OffHeapExhaustedException: cannot allocate \\d+ bytes off heap");
    assertThat(log).doesNotContain("Lost executor", "OutOfMemoryError");
    List<String> before = Files.readAllLines(directory.resolve("before"));
    assertThat(before).hasSize(2).allMatch(r -> r.contains(" loads=1 native=" + modelBytes + " "));
    assertThat(Files.readAllLines(directory.resolve("after"))).isEqualTo(before);
    List<String> rows = inLocalMode(query);
    assertThat(Files.readAllLines(directory.resolve("rows"))).hasSize(16).isEqualTo(rows);
    assertThat(Files.readAllLines(directory.resolve("again"))).isEqualTo(rows);
  }

  private static String query(Path model) {
    return "SELECT id, nibble_predict('"
        + model
        + "', transform(sequence(1, 64), i -> cast(sin(id * 64 + i) AS float))) s"
        + " FROM range(0, 16, 1, 8)";
  }

  private static List<String> inLocalMode(String query) throws Exception {
    SparkFixture spark = SparkFixture.withPlugin().start();
    List<String> rows = Rows.sorted(spark.session().sql(query));
    spark.stop();
    return rows;
  }
}
