package io.nibble.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nibble.spark.Rows;
import io.nibble.spark.SparkFixture;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where the scored table goes, and what is there already. */
class TestScoreOutputs {
  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  private static ScoreTables tables;
  private static String input;
  private static List<String> expected;

  @BeforeAll
  static void createTables() {
    tables = new ScoreTables(SPARK);
    input = tables.write("in", tables.good(), "parquet");
    expected = tables.expected(input, "*, P scores");
  }

  @Test
  void outputsArePartitioned() throws Exception {
    String output = tables.out("partitioned");
    tables.score(input, output, "--partition-by", "k", "--commit-every", "1k").report();
    assertThat(ScoreTables.names(Path.of(output)))
        .containsExactly("._SUCCESS.crc", "_SUCCESS", "k=0", "k=1", "k=2");
    assertThat(
            Rows.sorted(
                tables
                    .session()
                    .read()
                    .parquet(output)
                    .selectExpr("id", "bigint(k)", "features", "scores")))
        .isEqualTo(expected);
  }

  @Test
  void modes() throws Exception {
    String output = tables.out("modes");
    tables.score(input, output).report();
    ScoreRun again = tables.score(input, output);
    assertThat(again.code()).as(again.err()).isEqualTo(4);
    assertThat(again.err()).contains(output + " holds files already").contains("--mode append");
    tables.score(input, output, "--mode", "append").report();
    assertThat(tables.rows(output, "parquet")).hasSize(2 * ScoreTables.ROWS);
    tables.score(input, output, "--mode", "overwrite").report();
    assertThat(tables.rows(output, "parquet")).isEqualTo(expected);
  }

  @Test
  void tablesOfTheCatalog() throws Exception {
    try {
      tables.session().read().parquet(input).write().saveAsTable("customers");
      JsonNode report = scoreToTable().report();
      assertThat(report.get("chunks").asInt()).isGreaterThan(1);
      assertThat(Rows.sorted(tables.session().table("scored"))).isEqualTo(expected);
      ScoreRun again = scoreToTable();
      assertThat(again.code()).as(again.err()).isEqualTo(4);
      assertThat(again.err()).contains("table scored exists");
      scoreToTable("--mode", "append").report();
      assertThat(tables.session().table("scored").count()).isEqualTo(2 * ScoreTables.ROWS);
      scoreToTable("--mode", "overwrite").report();
      assertThat(Rows.sorted(tables.session().table("scored"))).isEqualTo(expected);
      ScoreRun other = scoreToTable("--mode", "append", "--columns", "id");
      assertThat(other.code()).as(other.err()).isEqualTo(1);
      assertThat(other.err()).contains("expected [id, scores]").contains("--columns");
    } finally {
      tables.session().sql("DROP TABLE IF EXISTS customers");
      tables.session().sql("DROP TABLE IF EXISTS scored");
    }
  }

  private static ScoreRun scoreToTable(String... more) {
    String formats = "--input-format table --output-format table --commit-every 1k --work";
    Stream<String> options =
        Stream.of(Stream.of(formats.split(" ")), Stream.of(tables.out("work")), Stream.of(more))
            .flatMap(words -> words);
    return tables.score("customers", "scored", options.toArray(String[]::new));
  }

  @Test
  void aViewIsScoredAsOneChunk() throws Exception {
    tables
        .session()
        .read()
        .parquet(input)
        .groupBy("id", "k", "features")
        .count()
        .drop("count")
        .createOrReplaceTempView("a_view");
    String output = tables.out("view");
    JsonNode report =
        tables.score("a_view", output, "--input-format", "table", "--commit-every", "1k").report();
    assertThat(report.get("chunks").asInt()).isEqualTo(1);
    assertThat(tables.rows(output, "parquet")).isEqualTo(expected);
  }

  @Test
  void anEmptyInputGivesAnEmptyTable() throws Exception {
    tables
        .session()
        .sql("SELECT 1L id, array(1f) features WHERE false")
        .createOrReplaceTempView("nothing");
    String output = tables.out("empty");
    JsonNode report = tables.score("nothing", output, "--input-format", "table").report();
    assertThat(report.get("rows").asLong()).isZero();
    assertThat(tables.session().read().parquet(output).columns())
        .containsExactly("id", "features", "scores");
  }

  /** With Spark's dynamic mode, which its option or its setting turns on. */
  @Test
  void onlyThePartitionsThatAreWrittenAreReplaced() throws Exception {
    String[] option = {"--output-option", "partitionOverwriteMode=dynamic"};
    assertPartitionsReplaced("dynamic-option", option);
    tables.session().conf().set("spark.sql.sources.partitionOverwriteMode", "DYNAMIC");
    assertPartitionsReplaced("dynamic-setting");
    tables.session().conf().set("spark.sql.sources.partitionOverwriteMode", "static");
    String output = tables.out("dynamic-setting");
    tables.score(input, output, "--mode", "overwrite", "--partition-by", "k").report();
    assertThat(ScoreTables.files(Path.of(output, "k=7"), ".parquet"))
        .as("static replaces all")
        .isEmpty();
  }

  private static void assertPartitionsReplaced(String name, String... more) throws Exception {
    String output = tables.out(name);
    tables
        .session()
        .sql(
            "SELECT 1000 + id id, array(1f) features, array(2f) scores, if(id < 5, 1, 7) k FROM"
                + " range(9)")
        .write()
        .partitionBy("k")
        .parquet(output);
    List<String> kept = tables.rows(output + "/k=7", "parquet");
    Stream<String> options =
        Stream.of("--mode", "overwrite", "--partition-by", "k", "--commit-every", "1k");
    tables
        .score(input, output, Stream.concat(options, Stream.of(more)).toArray(String[]::new))
        .report();
    assertThat(tables.rows(output + "/k=7", "parquet")).isEqualTo(kept);
    assertThat(tables.session().read().parquet(output).where("k < 7 AND id >= 1000").count())
        .isZero();
    assertThat(tables.session().read().parquet(output).where("k < 7").count())
        .isEqualTo(ScoreTables.ROWS);
  }

  @Test
  void onlyThePartitionsOfATableThatAreWrittenAreReplaced() throws Exception {
    try {
      tables.session().read().parquet(input).write().saveAsTable("customers");
      tables
          .session()
          .sql(
              "CREATE TABLE scored USING parquet PARTITIONED BY (k) AS SELECT 1000 + id id,"
                  + " array(1f) features, array(2f) scores, if(id < 5, 1, 7) k FROM range(9)");
      scoreToTable("--mode", "overwrite", "--output-option", "partitionOverwriteMode=dynamic")
          .report();
      assertThat(tables.session().table("scored").where("k = 7").count()).isEqualTo(4);
      assertThat(tables.session().table("scored").where("k < 7").count())
          .isEqualTo(ScoreTables.ROWS);
    } finally {
      tables.session().conf().set("spark.sql.sources.partitionOverwriteMode", "static");
      tables.session().sql("DROP TABLE IF EXISTS customers");
      tables.session().sql("DROP TABLE IF EXISTS scored");
    }
  }
}
