package io.nibble.spark.app;

import io.nibble.build.ModelFixtures;
import io.nibble.spark.Rows;
import io.nibble.spark.SparkFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A table in enough files for a job to be disturbed in its middle, and its undisturbed scores. */
final class ScoreJobTable {
  static final int CHUNKS = 16;

  private static final int FILES = 2 * CHUNKS;
  private static final String ROWS =
      "SELECT id, transform(sequence(1, 64), i -> cast(sin(id * 64 + i) AS float)) features"
          + " FROM range(0, 3200, 1, "
          + FILES
          + ")";

  final String model;
  final String input;
  final List<String> expected;

  ScoreJobTable(Path directory) throws IOException {
    model = ModelFixtures.mlp(directory.resolve("m.nibble"), 5, 64, 256, 128, 10);
    input = directory.resolve("table").toString();
    SparkFixture spark = SparkFixture.withPlugin().start();
    spark.session().sql(ROWS).write().parquet(input);
    expected = Rows.sorted(spark.session().sql(query("true")));
    spark.stop();
  }

  /** A query for the scores of the rows that meet a condition, and whatever follows it. */
  String query(String condition) {
    return "SELECT id, nibble_predict('"
        + model
        + "', features) scores FROM (SELECT * FROM ("
        + ROWS
        + ") WHERE "
        + condition
        + ")";
  }

  /** Arguments that score the table, two files at a time. */
  String[] arguments(Path output) throws IOException {
    long bytes;
    try (Stream<Path> files = Files.list(Path.of(input))) {
      bytes =
          files
              .filter(f -> f.toString().endsWith("parquet"))
              .mapToLong(f -> f.toFile().length())
              .max()
              .orElseThrow();
    }
    return new String[] {
      "score",
      "--model",
      model,
      "--input",
      input,
      "--output",
      output.toString(),
      "--columns",
      "id",
      "--commit-every",
      String.valueOf(bytes + 1)
    };
  }

  /** Waits until a job has committed so many chunks. */
  static void awaitCommits(Path output, int chunks, Process job) throws Exception {
    while (commits(output) < chunks) {
      if (!job.isAlive()) {
        throw new AssertionError("the job ended with code " + job.exitValue());
      }
      Thread.sleep(20);
    }
  }

  static long commits(Path output) throws IOException {
    Path folder = output.resolve("_nibble");
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(folder, 2)) {
      return files.filter(f -> f.getFileName().toString().matches("chunk-\\d{5}\\.json")).count();
    }
  }

  static List<String> rows(Path output) throws IOException {
    SparkFixture spark = SparkFixture.plain().start();
    try {
      return Rows.sorted(spark.session().read().parquet(output.toString()));
    } finally {
      spark.stop();
    }
  }
}
