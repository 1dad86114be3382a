package io.nibble.spark.job;

import io.nibble.build.ModelFixtures;
import io.nibble.spark.Rows;
import io.nibble.spark.SparkFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A model of 8 features and 5 scores, and tables for it in several files. */
public final class ScoreTables {
  static final int ROWS = 120;
  static final int FILES = 4;

  private final SparkFixture spark;
  private final String model;

  public ScoreTables(SparkFixture spark) {
    this.spark = spark;
    this.model = ModelFixtures.mlp(path("m.nibble"), 7, 8, 40, 5);
  }

  String model() {
    return model;
  }

  Path path(String name) {
    return spark.directory().resolve(name);
  }

  SparkSession session() {
    return spark.session();
  }

  /** id, k = id % 3, features; NULL features where id % 17 = 3. */
  Dataset<Row> good() {
    return session()
        .sql(
            "SELECT id, id % 3 k, if(id % 17 = 3, null,"
                + " transform(sequence(1, 8), i -> cast(sin(id * 8 + i) AS float))) features"
                + " FROM range(0, "
                + ROWS
                + ", 1, "
                + FILES
                + ")");
  }

  /** As {@link #good}, but one row in ten is bad, in four ways. */
  Dataset<Row> bad() {
    good().createOrReplaceTempView("good");
    return session()
        .sql(
            "SELECT id, k, CASE id % 40 WHEN 1 THEN slice(features, 1, 7)"
                + " WHEN 11 THEN transform(features, (x, i) -> if(i = 5, null, x))"
                + " WHEN 21 THEN transform(features, (x, i) -> if(i = 0, float('NaN'), x))"
                + " WHEN 31 THEN transform(features, (x, i) -> float('3e38'))"
                + " ELSE features END features FROM good");
  }

  /** Writes a table; gives its path. */
  public String write(String name, Dataset<Row> rows, String format) {
    String target = path(name).toString();
    rows.write().format(format).save(target);
    return target;
  }

  /** The path of an output. */
  public String out(String name) {
    return path(name).toString();
  }

  /** Scores a table by the model. */
  public ScoreRun score(String from, String to, String... more) {
    String[] args = {"--model", model, "--input", from, "--output", to};
    return ScoreRun.of(
        session(), Stream.concat(Stream.of(args), Stream.of(more)).toArray(String[]::new));
  }

  /** What a query gives for a table with scores, one text for each row. */
  List<String> expected(String input, String columns) {
    return expected(session().read().parquet(input), columns);
  }

  List<String> expected(Dataset<Row> input, String columns) {
    input.createOrReplaceTempView("expected");
    session().conf().set("spark.nibble.badRows", "null");
    return Rows.sorted(
        session()
            .sql(
                "SELECT "
                    + columns.replace("P", "nibble_predict('" + model + "', features)")
                    + " FROM expected"));
  }

  List<String> rows(String output, String format) {
    return Rows.sorted(session().read().format(format).load(output));
  }

  /** Names of the entries of a folder, hidden ones too. */
  public static List<String> names(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The data files of a table, in order. */
  public static List<Path> files(Path table, String suffix) {
    try (Stream<Path> entries = Files.walk(table)) {
      return entries
          .filter(file -> file.toString().endsWith(suffix))
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
