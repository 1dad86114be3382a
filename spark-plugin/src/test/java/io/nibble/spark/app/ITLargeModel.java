package io.nibble.spark.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.build.LargeModel;
import io.nibble.graph.ModelHeader;
import io.nibble.spark.NibblePlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A model larger than the heap of its executors, and of the Spark driver. */
class ITLargeModel {
  private static final String TABLE =
      "SELECT id, transform(sequence(1, 64), i -> cast(sin(id * 64 + i) AS float)) f"
          + " FROM range(0, 16, 1, 8)";

  @TempDir static Path directory;

  private static Path model;
  private static ModelHeader header;
  private static List<String> expected;

  @BeforeAll
  static void writeModel() throws IOException {
    model = directory.resolve("large.nibble");
    header = LargeModel.write(model, 1, 16384, 8);
    assertThat(header.dataBytes()).isGreaterThan(1L << 30);
  }

  /** Java's serialization, which the other clusters have, with the long tests only. */
  static Stream<String> serializers() {
    return Stream.of(System.getProperty("nibble.serializers", "KryoSerializer").split(","));
  }

  @ParameterizedTest
  @MethodSource("serializers")
  void scoresOnExecutorsWithLessHeap(String serializer) throws Exception {
    Path run = Files.createDirectory(directory.resolve(serializer));
    String log =
        new SparkProcess(run)
            .conf("spark.plugins", NibblePlugin.class.getName())
            .conf("spark.serializer", "org.apache.spark.serializer." + serializer)
            .conf("spark.nibble.native.required", "true")
            .conf("spark.executor.memory", "1g")
            .conf("spark.ui.enabled", "false")
            .conf("spark.driver.host", "127.0.0.1")
            .conf("spark.scheduler.minRegisteredResourcesRatio", "1")
            .submit(
                0,
                "local-cluster[2,2,1024]",
                LargeModelApp.class,
                model.toString(),
                TABLE,
                run.toString());
    assertThat(log).doesNotContain("Lost executor", "OutOfMemoryError");
    List<String> rows = Files.readAllLines(run.resolve("peace"));
    assertThat(rows).hasSize(16).doesNotHaveDuplicates();
    assertThat(Files.readAllLines(run.resolve("evicted"))).isEqualTo(rows);
    assertThat(Files.readAllLines(run.resolve("lost")))
        .hasSize(2)
        .allMatch(line -> Integer.parseInt(line.replaceFirst(".* lost ", "")) > 0);
    assertThat(Files.readAllLines(run.resolve("held")))
        .hasSize(2)
        .allMatch(report -> report.contains(" native=" + header.dataBytes() + " "))
        .allMatch(report -> report.endsWith("nativeBytes=" + header.dataBytes() + ", leases=0]]"));
    assertThat(Files.readAllLines(run.resolve("unloaded")))
        .hasSize(2)
        .allMatch(report -> report.endsWith(" native=0 []"));
    assertThat(Files.readAllLines(run.resolve("storage")))
        .filteredOn(line -> line.startsWith("executor "))
        .hasSize(2)
        .allMatch(line -> Long.parseLong(line.split(" ")[1]) < 8 << 20);
    if (expected != null) {
      assertThat(rows).isEqualTo(expected);
    }
    expected = rows;
  }
}
