package io.nibble.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nibble.spark.Rows;
import io.nibble.spark.SparkFixture;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rows that the model cannot score: the three policies, and what the report says of them. */
class TestScoreBadRows {
  /** One row of each kind in forty; but row 71 has no features. */
  private static final String REASONS =
      "{\"wrong length\":3,\"NULL element\":3,\"NaN or infinity\":3,\"score not finite\":2}";

  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  private static ScoreTables tables;
  private static String input;
  private static List<String> expected;

  @BeforeAll
  static void createTables() {
    tables = new ScoreTables(SPARK);
    input = tables.write("bad", tables.bad(), "parquet");
    expected = tables.expected(input, "*, P scores");
  }

  @Test
  void failSaysWhatAndHasItsOwnCode() {
    ScoreRun run = score("failed", "--commit-every", "1k");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err().lines())
        .singleElement()
        .asString()
        .contains("nibble_predict: model " + tables.model() + " cannot score input row")
        .contains("or set --bad-rows null or quarantine=PATH");
  }

  @Test
  void nullKeepsThemAndCountsReasons() throws Exception {
    JsonNode report = score("nulls", "--bad-rows", "null").report();
    assertThat(tables.rows(tables.out("nulls"), "parquet")).isEqualTo(expected);
    assertThat(report.get("bad_rows")).isEqualTo(new ObjectMapper().readTree(REASONS));
    assertThat(report.get("null_rows").asLong()).isEqualTo(7);
  }

  @Test
  void quarantineKeepsTheirInputAndTheReason() throws Exception {
    JsonNode report =
        score("kept", "--bad-rows", "quarantine=" + tables.out("apart"), "--commit-every", "1k")
            .report();
    assertThat(report.get("bad_rows")).isEqualTo(new ObjectMapper().readTree(REASONS));
    assertThat(report.get("rows").asLong()).isEqualTo(ScoreTables.ROWS);
    assertThat(ScoreTables.names(tables.path("apart"))).doesNotContain("_nibble");
    List<String> apart =
        Rows.sorted(
            tables.session().read().parquet(tables.out("apart")).selectExpr("id", "nibble_reason"));
    assertThat(apart)
        .containsExactlyInAnyOrder(
            "[1,wrong length]",
            "[41,wrong length]",
            "[81,wrong length]",
            "[11,NULL element]",
            "[51,NULL element]",
            "[91,NULL element]",
            "[21,NaN or infinity]",
            "[61,NaN or infinity]",
            "[101,NaN or infinity]",
            "[31,score not finite]",
            "[111,score not finite]");
    assertThat(
            Rows.sorted(tables.session().read().parquet(tables.out("apart")).drop("nibble_reason")))
        .as("the whole input")
        .isEqualTo(
            Rows.sorted(
                tables.session().read().parquet(input).where("id % 10 = 1 AND id % 17 <> 3")));
    assertThat(tables.rows(tables.out("kept"), "parquet"))
        .isEqualTo(expected.stream().filter(row -> !isBad(row)).toList());
  }

  @Test
  void quarantineOfNothingIsNoTable() throws Exception {
    String good = tables.write("good", tables.good(), "parquet");
    ScoreRun run =
        tables.score(good, tables.out("fine"), "--bad-rows", "quarantine=" + tables.out("none"));
    assertThat(run.report().get("bad_rows")).isEmpty();
    assertThat(ScoreTables.names(tables.path("none"))).containsExactly("._SUCCESS.crc", "_SUCCESS");
  }

  @Test
  void aQuarantineCanBeScoredAgain() throws Exception {
    String apart = tables.out("first-apart");
    score("first", "--bad-rows", "quarantine=" + apart).report();
    String again = "quarantine=" + tables.out("second-apart");
    ScoreRun refused = tables.score(apart, tables.out("second"), "--bad-rows", again);
    assertThat(refused.code()).as(refused.err()).isEqualTo(1);
    assertThat(refused.err())
        .contains("the input has a column nibble_reason already")
        .contains("--reason-column");
    assertThat(tables.path("second")).as("nothing has run").doesNotExist();
    String[] named = {"--bad-rows", again, "--reason-column", "why"};
    tables.score(apart, tables.out("second"), named).report();
    assertThat(
            Rows.sorted(
                tables
                    .session()
                    .read()
                    .parquet(tables.out("second-apart"))
                    .select("nibble_reason")))
        .isEqualTo(
            Rows.sorted(tables.session().read().parquet(tables.out("second-apart")).select("why")))
        .hasSize(11);
  }

  @Test
  void columnsOfTheInputStayWhatTheyWere() throws Exception {
    String mine =
        tables.write(
            "mine", tables.bad().selectExpr("*", "'mine' nibble_reason", "id old"), "parquet");
    tables.score(mine, tables.out("mine-out"), "--bad-rows", "null").report();
    assertThat(
            tables
                .session()
                .read()
                .parquet(tables.out("mine-out"))
                .where("nibble_reason = 'mine'")
                .count())
        .isEqualTo(ScoreTables.ROWS);
    String[] renamed = {"--columns", "id", "--result", "old", "--reason-column", "why"};
    String[] apart = {"--bad-rows", "quarantine=" + tables.out("mine-apart")};
    tables.score(mine, tables.out("mine-old"), with(renamed, apart)).report();
    assertThat(tables.session().read().parquet(tables.out("mine-apart")).where("old = id").count())
        .isEqualTo(11);
  }

  private static String[] with(String[] words, String... more) {
    return java.util.stream.Stream.of(words, more)
        .flatMap(java.util.stream.Stream::of)
        .toArray(String[]::new);
  }

  @Test
  void ourOwnColumnsAreNotTakenFromTheInput() {
    String taken =
        tables.write("taken", tables.good().withColumnRenamed("k", "nibble features"), "parquet");
    ScoreRun run = tables.score(taken, tables.out("taken-out"));
    assertThat(run.code()).as(run.err()).isEqualTo(1);
    assertThat(run.err()).contains("the input has a column nibble features already. Rename it");
    assertThat(tables.path("taken-out")).doesNotExist();
  }

  private static boolean isBad(String row) {
    int id = Integer.parseInt(row.substring(1, row.indexOf(',')));
    return id % 10 == 1 && id % 17 != 3;
  }

  private static ScoreRun score(String output, String... more) {
    return tables.score(input, tables.out(output), more);
  }
}
