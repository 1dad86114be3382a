package io.nibble.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nibble.spark.Rows;
import io.nibble.spark.SparkFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Folders and files whose names hold what names of files seldom hold. */
class TestScoreOddNames {
  private static final List<String> NAMES =
      List.of(
          "a b", "a%b", "a%20b", "x#y", "q?", "[z]", "{w}", "1+1", "größe 差", "it's", "a&b;c",
          "a,b", "a\\b");

  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  private static ScoreTables tables;

  @BeforeAll
  static void createTables() {
    tables = new ScoreTables(SPARK);
  }

  @Test
  void partitionValues() throws Exception {
    String values =
        String.join(
            ", ",
            NAMES.stream()
                .map(n -> "'" + n.replace("\\", "\\\\").replace("'", "\\'") + "'")
                .toList());
    tables.good().createOrReplaceTempView("good");
    String input = tables.path("partitioned").toString();
    tables
        .session()
        .sql(
            "SELECT *, element_at(array("
                + values
                + "), 1 + cast(id % "
                + NAMES.size()
                + " AS int)) p, timestamp '2024-01-01 12:30:00' + make_interval(0, 0, 0, 0, cast(id % 2 AS int)) ts FROM good")
        .write()
        .partitionBy("p", "ts")
        .parquet(input);
    check(input, "partitioned", "60k");
  }

  @Test
  void files() throws Exception {
    String input = tables.write("odd files", tables.good().repartition(NAMES.size()), "parquet");
    rename(Path.of(input));
    check(input, "odd files", "1k");
  }

  @Test
  void aFileNamedAsAnotherIsEncoded() throws Exception {
    String input = tables.write("twins", tables.good().repartition(2), "parquet");
    List<Path> files = ScoreTables.files(Path.of(input), ".parquet");
    Files.move(files.get(0), files.get(0).resolveSibling("a b.parquet"));
    Files.move(files.get(1), files.get(1).resolveSibling("a%20b.parquet"));
    assertThat(check(input, "twins", "1k").get("chunks").asInt()).isEqualTo(1);
  }

  private static void rename(Path folder) throws IOException {
    List<Path> files = ScoreTables.files(folder, ".parquet");
    for (int i = 0; i < files.size(); i++) {
      Files.move(
          files.get(i), files.get(i).resolveSibling(NAMES.get(i % NAMES.size()) + i + ".parquet"));
    }
  }

  /** Every row is scored once, chunk by chunk. */
  private static JsonNode check(String input, String name, String size) throws Exception {
    JsonNode report =
        tables.score(input, tables.out(name + " out"), "--commit-every", size).report();
    List<String> expected = tables.expected(input, "*, P scores");
    assertThat(expected).hasSize(ScoreTables.ROWS);
    assertThat(Rows.sorted(tables.session().read().parquet(tables.out(name + " out"))))
        .isEqualTo(expected);
    return report;
  }
}
