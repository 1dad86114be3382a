package io.nibble.spark.inert;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * One of the files of SQL that Spark tests itself with. The build takes them from the jar of
 * Spark's tests.
 *
 * @param name as below {@code sql-tests/inputs}
 */
record SqlFile(String name, List<String> statements) {
  private static final Path FOLDER = Path.of("target/spark-sql-tests/sql-tests/inputs");

  // Their functions are no SQL: Spark's own test suite registers them.
  private static final List<String> FOREIGN = List.of("udf/", "udaf/", "udtf/");

  /** All files that need no functions of the test suite, sorted by name. */
  static List<SqlFile> all() {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files
          .map(file -> FOLDER.relativize(file).toString())
          .filter(name -> name.endsWith(".sql") && FOREIGN.stream().noneMatch(name::startsWith))
          .sorted()
          .map(SqlFile::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SqlFile read(String name) {
    try {
      return new SqlFile(name, Statements.of(Files.readAllLines(FOLDER.resolve(name))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
