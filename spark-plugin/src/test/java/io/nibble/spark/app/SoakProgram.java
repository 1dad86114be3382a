package io.nibble.spark.app;

import io.nibble.model.ModelFixtures;
import io.nibble.spark.NibblePlugin;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten million rows through one executor with a fixed heap: prints its resident memory, task by
 * task. Runs only when named: docs/operations.md has the command.
 */
class SoakProgram {
  @TempDir static Path directory;

  @Test
  void measure() throws Exception {
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
                Long.toString(10_000_000),
                "100");
    log.lines().filter(line -> line.startsWith("{")).forEach(System.out::println);
  }
}
