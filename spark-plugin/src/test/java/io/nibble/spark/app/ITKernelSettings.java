package io.nibble.spark.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nibble.build.ModelFixtures;
import io.nibble.kernel.Kernels;
import io.nibble.spark.NibblePlugin;
import io.nibble.spark.Rows;
import io.nibble.spark.SparkFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without the native library, and with an ISA that no executor has. */
class ITKernelSettings {
  private static final String NO_NATIVE = "-Dio.nibble.native.disabled=true";

  @TempDir static Path directory;

  private static String query;
  private static List<String> expected;

  @BeforeAll
  static void scoreWithTheNativeLibrary() throws Exception {
    String model = ModelFixtures.mlp(directory.resolve("m.nibble"), 5, 8, 33, 4);
    query =
        "SELECT id, nibble_predict('"
            + model
            + "', transform(sequence(1, 8), i -> cast(sin(id * 8 + i) AS float))) s"
            + " FROM range(0, 100, 1, 4)";
    SparkFixture spark =
        SparkFixture.withPlugin().with("spark.nibble.native.required", "true").start();
    expected = Rows.sorted(spark.session().sql(query));
    spark.stop();
  }

  @Test
  void plainJavaStepsInWithOneWarning() throws Exception {
    Path run = Files.createDirectory(directory.resolve("plain"));
    String log =
        process(run).jvm(NO_NATIVE).submit(0, "local[2]", ScoringApp.class, arguments(run));
    assertThat(Files.readAllLines(run.resolve("rows"))).isEqualTo(expected);
    assertThat(Files.readString(run.resolve("reports"))).contains("isa=java");
    assertThat(log.lines().filter(line -> line.contains("The native library cannot be loaded")))
        .singleElement()
        .asString()
        .contains("io.nibble.native.disabled", "Scoring in plain Java");
  }

  /** The operating system has no tiles to give on a CPU without AMX, so it refuses. */
  @Test
  void anIsaThatIsWithheldGivesOneWarning() throws Exception {
    List<String> isas = Kernels.available().stream().map(Kernels::isa).toList();
    assumeTrue(isas.contains("avx512vnni") && !isas.contains("amx"), "AMX is not refused here");
    Path run = Files.createDirectory(directory.resolve("withheld"));
    String log =
        process(run)
            .classPath(libraryForTests(run))
            .environment("NIBBLE_TEST_ASSUME_AMX", "1")
            .submit(0, "local[2]", ScoringApp.class, arguments(run));
    assertThat(Files.readAllLines(run.resolve("rows"))).isEqualTo(expected);
    assertThat(Files.readString(run.resolve("reports"))).contains("isa=avx512vnni");
    assertThat(log.lines().filter(line -> line.contains("The CPU has the ISA")))
        .singleElement()
        .asString()
        .contains("ISA amx", "Linux refuses AMX tile data", "Scoring with avx512vnni");
  }

  /** A class path with the library that heeds NIBBLE_TEST_ASSUME_AMX. */
  private static Path libraryForTests(Path run) throws IOException {
    Path library = Path.of("../native/target/assume-amx/libjniNibble.so");
    Path target = run.resolve("classes/io/nibble/kernel/linux-x86_64/libjniNibble.so");
    Files.createDirectories(target.getParent());
    Files.copy(library, target);
    return run.resolve("classes");
  }

  @Test
  void aRequiredLibraryThatCannotBeLoadedIsAnError() throws Exception {
    Path run = Files.createDirectory(directory.resolve("required"));
    String log =
        process(run)
            .jvm(NO_NATIVE)
            .conf("spark.nibble.native.required", "true")
            .submit(1, "local[2]", ScoringApp.class, arguments(run));
    assertThat(log)
        .contains("AnalysisException", "spark.nibble.native.required is true")
        .contains("io.nibble.native.disabled");
  }

  @Test
  void anIsaThatNoExecutorHasFailsTheTasksAndNotTheExecutors() throws Exception {
    Path run = Files.createDirectory(directory.resolve("isa"));
    String log =
        process(run)
            .conf("spark.nibble.isa", "nosuch")
            .submit(1, "local-cluster[1,1,1024]", ScoringApp.class, arguments(run));
    assertThat(log).contains("IsaUnavailableException").contains("nosuch").contains("portable");
    assertThat(log.lines().filter(line -> line.contains("Lost task")))
        .isNotEmpty()
        .allMatch(line -> line.matches(".*\\bexecutor 0\\b.*"));
  }

  private static SparkProcess process(Path run) {
    return new SparkProcess(run)
        .conf("spark.plugins", NibblePlugin.class.getName())
        .conf("spark.ui.enabled", "false")
        .conf("spark.driver.host", "127.0.0.1");
  }

  private static String[] arguments(Path run) {
    return new String[] {query, run.resolve("rows").toString(), run.resolve("reports").toString()};
  }
}
