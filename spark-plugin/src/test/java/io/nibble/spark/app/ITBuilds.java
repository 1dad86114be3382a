package io.nibble.spark.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.build.ModelFixtures;
import io.nibble.spark.NibblePlugin;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors whose class path has another build of the jar than the Spark driver. */
class ITBuilds {
  @TempDir Path directory;

  @Test
  void aQueryFailsNamingBothBuilds() throws Exception {
    String model = ModelFixtures.mlp(directory.resolve("m.nibble"), 5, 4, 3);
    String log =
        new SparkProcess(directory)
            .conf("spark.plugins", NibblePlugin.class.getName())
            .conf("spark.executor.extraClassPath", anotherBuild().toString())
            .conf("spark.ui.enabled", "false")
            .conf("spark.driver.host", "127.0.0.1")
            .submit(
                1,
                "local-cluster[1,1,1024]",
                ScoringApp.class,
                "SELECT nibble_predict('" + model + "', array(id, 1, 2, 3)) FROM range(100)",
                directory.resolve("rows").toString(),
                directory.resolve("reports").toString());
    String difference =
        "the Spark driver runs Nibble \\S+ \\(build [0-9a-f]{12}\\), this executor Nibble \\S+"
            + " \\(build [0-9a-f]{12}\\)\\. Use one jar for both";
    assertThat(log).containsPattern("InvalidObjectException: " + difference);
    assertThat(log).as("when the executor starts").containsPattern("WARN .*: " + difference);
  }

  /** The same version with one class more. */
  private Path anotherBuild() throws IOException {
    Path jar = directory.resolve("another.jar");
    Files.copy(Path.of(System.getProperty("nibble.jar")), jar);
    try (FileSystem zip = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of())) {
      Files.write(zip.getPath("io/nibble/Another.class"), new byte[] {1, 2, 3});
    }
    return jar;
  }
}
