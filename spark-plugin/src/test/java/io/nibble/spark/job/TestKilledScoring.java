package io.nibble.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.spark.Rows;
import io.nibble.spark.SparkFixture;
import io.nibble.spark.storage.StoppingFileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code score} in every mode, killed after some of its changes, Spark's among them; after each
 * with {@code -Dnibble.kills=100000}. Then it is started again, every other time with {@code
 * --restart}.
 */
class TestKilledScoring {
  private static final int KILLS = Integer.getInteger("nibble.kills", 5);

  @RegisterExtension
  static final SparkFixture SPARK =
      SparkFixture.withPlugin()
          .with("spark.hadoop.fs.stop.impl", StoppingFileSystem.class.getName())
          .with(
              "spark.hadoop.fs.AbstractFileSystem.stop.impl",
              StoppingFileSystem.Context.class.getName());

  private static ScoreTables tables;
  private static Path input;
  private static List<String> rows;

  private final List<String> options = new ArrayList<>();

  @BeforeAll
  static void createTables() {
    tables = new ScoreTables(SPARK);
    input = Path.of(tables.write("in", tables.bad().coalesce(2), "parquet"));
    rows = tables.rows(input.toString(), "parquet");
  }

  @ParameterizedTest
  @CsvSource({
    "error, false, static",
    "append, false, static",
    "overwrite, false, static",
    "overwrite, true, dynamic",
    "append, true, static"
  })
  void killed(String mode, boolean isPartitioned, String overwrites) {
    options.addAll(
        List.of(
            "--mode",
            mode,
            "--commit-every",
            "1k",
            "--schema",
            "id LONG, k LONG, features ARRAY<FLOAT>",
            "--bad-rows",
            "quarantine=stop://" + tables.out("bad"),
            "--output-option",
            "partitionOverwriteMode=" + overwrites));
    if (isPartitioned) {
      options.addAll(List.of("--partition-by", "k"));
    }
    prepare(mode);
    StoppingFileSystem.stopAfter(Long.MAX_VALUE);
    assertThat(score().code()).isZero();
    long changes = StoppingFileSystem.goOn();
    List<String> expected = found();
    int kills = (int) Math.min(KILLS, changes);
    for (int i = 0; i < kills; i++) {
      prepare(mode);
      StoppingFileSystem.stopAfter(changes * i / kills);
      ScoreRun killed = score();
      StoppingFileSystem.goOn();
      assertThat(killed.code()).as(killed.err()).isNotZero();
      assertThat(tables.rows(input.toString(), "parquet")).isEqualTo(rows);
      if (hasEnded() && found().equals(expected)) {
        continue;
      }
      ScoreRun next = i % 2 == 0 ? score() : score("--restart");
      assertThat(next.code()).as("after %d: %s", changes * i / kills, next.err()).isZero();
      assertThat(found()).isEqualTo(expected);
      assertThat(ScoreTables.names(tables.path("out"))).doesNotContain("_nibble");
      assertThat(ScoreTables.names(tables.path("bad"))).doesNotContain("_nibble");
    }
    System.out.printf("killed score %s: %d times of %d changes%n", options, kills, changes);
  }

  /** Killed while it cleared up: another start would be another job. */
  private static boolean hasEnded() {
    return Files.exists(tables.path("out/_SUCCESS"))
        && Files.exists(tables.path("bad/_SUCCESS"))
        && !Files.exists(tables.path("out/_nibble/job.json"));
  }

  private static void prepare(String mode) {
    FileUtil.fullyDelete(tables.path("out").toFile());
    FileUtil.fullyDelete(tables.path("bad").toFile());
    if (!mode.equals("error")) {
      Dataset<Row> old =
          tables
              .session()
              .sql("SELECT -1 - id id, array(1f) features, array(2f) scores, 7 k FROM range(4)");
      old.write().partitionBy("k").parquet(tables.out("out"));
      tables
          .session()
          .sql("SELECT -9L id, 0L k, array(1f) features, 'old' nibble_reason")
          .write()
          .parquet(tables.out("bad"));
    }
  }

  private ScoreRun score(String... more) {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of(more));
    return tables.score(
        "stop://" + input, "stop://" + tables.out("out"), all.toArray(String[]::new));
  }

  /** Ids of the output, and of the quarantine. */
  private static List<String> found() {
    List<String> found = new ArrayList<>();
    for (String table : List.of("out", "bad")) {
      assertThat(Files.exists(tables.path(table))).isTrue();
      Dataset<Row> read =
          tables
              .session()
              .read()
              .schema("id LONG")
              .option("recursiveFileLookup", "true")
              .parquet(tables.out(table));
      found.addAll(Rows.sorted(read));
    }
    return found;
  }
}
