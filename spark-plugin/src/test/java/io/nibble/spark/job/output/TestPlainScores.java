package io.nibble.spark.job.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.spark.SparkFixture;
import io.nibble.spark.job.ScoreTables;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which columns of the output have a dictionary, of rows that are all alike. */
class TestPlainScores {
  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  private static ScoreTables tables;
  private static String input;

  @BeforeAll
  static void createTable() {
    tables = new ScoreTables(SPARK);
    input =
        tables.write(
            "alike",
            SPARK
                .session()
                .sql("SELECT 7L k, array_repeat(float(0.5), 8) features FROM range(0, 1000, 1, 1)"),
            "parquet");
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void scoresHaveNone(String legacyLists) throws Exception {
    SPARK.session().conf().set("spark.sql.parquet.writeLegacyFormat", legacyLists);
    try {
      assertThat(withDictionary("plain-" + legacyLists)).containsExactly("features", "k");
    } finally {
      SPARK.session().conf().unset("spark.sql.parquet.writeLegacyFormat");
    }
  }

  @Test
  void theOptionChooses() throws Exception {
    assertThat(withDictionary("all", "--output-option", "parquet.enable.dictionary=true"))
        .containsExactly("features", "k", "scores");
    assertThat(withDictionary("none", "--output-option", "parquet.enable.dictionary=false"))
        .isEmpty();
  }

  private static Set<String> withDictionary(String name, String... options) throws Exception {
    String output = tables.out(name);
    tables.score(input, output, options).report();
    Path file = ScoreTables.files(Path.of(output), ".parquet").get(0);
    var hadoopFile =
        HadoopInputFile.fromPath(
            new org.apache.hadoop.fs.Path(file.toUri()), new Configuration(false));
    try (ParquetFileReader reader = ParquetFileReader.open(hadoopFile)) {
      Set<String> columns = new TreeSet<>();
      for (ColumnChunkMetaData column : reader.getFooter().getBlocks().get(0).getColumns()) {
        if (column.getEncodings().stream().anyMatch(Encoding::usesDictionary)) {
          columns.add(column.getPath().toArray()[0]);
        }
      }
      return columns;
    }
  }
}
