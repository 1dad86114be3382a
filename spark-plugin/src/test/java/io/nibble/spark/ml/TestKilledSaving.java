package io.nibble.spark.ml;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.build.ModelFixtures;
import io.nibble.spark.SparkFixture;
import io.nibble.spark.storage.StoppingFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Saving a stage, killed after each change: the stage of before or the new one can be loaded. */
class TestKilledSaving {
  @RegisterExtension
  static final SparkFixture SPARK =
      SparkFixture.withPlugin()
          .with("spark.hadoop.fs.stop.impl", StoppingFileSystem.class.getName());

  @TempDir Path directory;

  private Path saved;

  @Test
  void overwriting() throws IOException {
    Path folder = Files.createDirectory(directory.resolve("stages"));
    saved = folder.resolve("stage");
    NibbleModel old = stage("old", 1);
    NibbleModel changed = stage("changed", 2);
    int changes = 0;
    for (boolean isDone = false; !isDone; changes++) {
      FileUtil.fullyDeleteContents(folder.toFile());
      old.write().save("stop://" + saved);
      StoppingFileSystem.stopAfter(changes);
      isDone = saves(changed);
      StoppingFileSystem.goOn();
      assertThat(whole(folder)).as("after %d changes", changes).containsAnyOf("old", "changed");
      if (Files.exists(saved)) {
        assertThat(uid(saved)).isIn("old", "changed");
      }
    }
    assertThat(uid(saved)).isEqualTo("changed");
    System.out.printf("killed saving of a stage: after each of %d changes%n", changes - 1);
    assertThat(changes).isGreaterThan(10);
  }

  private NibbleModel stage(String uid, int seed) {
    Path file = directory.resolve(uid + ".nibble");
    ModelFixtures.mlp(file, seed, 3, 8, 2);
    return new NibbleModel(uid).setModelPath(file.toString());
  }

  private boolean saves(NibbleModel stage) {
    try {
      stage.write().overwrite().save("stop://" + saved);
      return true;
    } catch (Exception e) {
      assertThat(e).hasStackTraceContaining("stopped");
      return false;
    }
  }

  /** The stages that a folder holds, under whatever name. */
  private static List<String> whole(Path folder) throws IOException {
    try (Stream<Path> stages = Files.list(folder)) {
      return stages.filter(stage -> isWhole(stage)).map(TestKilledSaving::uid).toList();
    }
  }

  private static boolean isWhole(Path stage) {
    Path metadata = stage.resolve("metadata");
    return Files.exists(stage.resolve(NibbleModelWriter.FILE))
        && Files.exists(metadata.resolve("_SUCCESS"))
        && metadata.toFile().list((folder, name) -> name.startsWith("part-")).length > 0;
  }

  private static String uid(Path stage) {
    return NibbleModel.load(stage.toString()).uid();
  }
}
