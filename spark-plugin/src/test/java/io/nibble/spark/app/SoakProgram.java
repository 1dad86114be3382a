package io.nibble.spark.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nibble.build.ModelFixtures;
import io.nibble.spark.NibblePlugin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hundred million rows through one executor with a fixed heap. Prints its resident memory, task
 * by task; over the second half, once Java has compiled and loaded what it will, that must not grow
 * by one part in a hundred. Runs only when named: docs/operations.md has the command.
 */
class SoakProgram {
  private static final long ROWS = 100_000_000;
  private static final long ROWS_PER_TASK = 100_000;

  @TempDir static Path directory;

  @Test
  void residentMemoryIsFlatAfterWarmUp() throws Exception {
    String model = ModelFixtures.mlp(directory.resolve("m.nibble"), 1, 8, 64, 8);
    String log =
        new SparkProcess(directory)
            .conf("spark.plugins", NibblePlugin.class.getName())
            .conf("spark.nibble.native.required", "true")
            .conf("spark.executor.memory", "512m")
            .conf("spark.executor.extraJavaOptions", "-Xms512m -XX:+AlwaysPreTouch")
            .conf("spark.ui.enabled", "false")
            .conf("spark.driver.host", "127.0.0.1")
            .submit(
                0,
                "local-cluster[1,1,512]",
                SoakApp.class,
                model,
                Long.toString(ROWS),
                Long.toString(ROWS / ROWS_PER_TASK));
    List<JsonNode> series = new ArrayList<>();
    for (String line : log.lines().filter(line -> line.startsWith("{")).toList()) {
      System.out.println(line);
      series.add(new ObjectMapper().readTree(line));
    }
    assertThat(series).hasSize((int) (ROWS / ROWS_PER_TASK));
    check(series);
  }

  private static void check(List<JsonNode> series) {
    List<JsonNode> half = series.subList(series.size() / 2, series.size());
    long first = resident(half.get(0));
    long last = resident(half.get(half.size() - 1));
    assertThat(last).isLessThan(first + first / 100);
    assertThat(half)
        .extracting(line -> line.get("nativeBytes").longValue())
        .containsOnly(series.get(0).get("nativeBytes").longValue());
    assertThat(half).extracting(line -> line.get("executor").textValue()).containsOnly("0");
  }

  private static long resident(JsonNode line) {
    return line.get("residentKiB").longValue();
  }
}
