package io.nibble.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  private static ScoreTables tables;

  @BeforeAll
  static void createTables() {
    tables = new ScoreTables(SPARK);
  }

  @Test
  void partitionValues() throws Exception {
    String input = tables.path("partitioned").toString();
    OddNames.partitioned(tables).parquet(input);
    check(input, "60k");
  }

  @Test
  void files() throws Exception {
    String input =
        tables.write("odd files", tables.good().repartition(OddNames.NAMES.size()), "parquet");
    rename(Path.of(input));
    check(input, "1k");
  }

  @Test
  void aFileNamedAsAnotherIsEncoded() throws Exception {
    String input = tables.write("twins", tables.good().repartition(2), "parquet");
    List<Path> files = ScoreTables.files(Path.of(input), ".parquet");
    Files.move(files.get(0), files.get(0).resolveSibling("a b.parquet"));
    Files.move(files.get(1), files.get(1).resolveSibling("a%20b.parquet"));
    assertThat(check(input, "1k").get("chunks").asInt()).isEqualTo(1);
  }

  private static void rename(Path folder) throws IOException {
    List<Path> files = ScoreTables.files(folder, ".parquet");
    for (int i = 0; i < files.size(); i++) {
      Files.move(
          files.get(i),
          files
              .get(i)
              .resolveSibling(OddNames.NAMES.get(i % OddNames.NAMES.size()) + i + ".parquet"));
    }
  }

  private static JsonNode check(String input, String size) throws Exception {
    return OddNames.check(tables, input, "parquet", size);
  }
}
