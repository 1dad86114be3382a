package io.nibble.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.spark.score.BadRowException;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines of the bad-input table that are about rows, for the operator and the two others. */
class TestBadRows {
  private static final String LARGE =
      "transform(f, (x, i) -> cast(if(i % 2 = 0, 3e38, -3e38) AS float))";

  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  private static SampleTables tables;

  @BeforeAll
  static void createTables() {
    tables = SampleTables.create(SPARK);
  }

  @BeforeEach
  void reset() {
    set("spark.nibble.badRows", "fail");
    set("spark.nibble.enabled", "true");
    set("spark.nibble.batchRows", "16");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 'found NULL in element 5'",
    "3, 'found element 0 = NaN'",
    "5, 'found element 7 = -Infinity'",
    "7, 'found 7 numbers'",
    "9, 'found 9 numbers'"
  })
  void failsAndSaysWhy(int kind, String found) throws Exception {
    String where = " FROM bad WHERE id % 10 = " + kind;
    assertRejected("SELECT P(f)" + where, found);
    set("spark.nibble.enabled", "false");
    assertRejected("SELECT P(f)" + where, found);
    Nibble.register(spark(), "score", tables.model());
    assertRejected("SELECT score(f)" + where, found);
  }

  private void assertRejected(String query, String found) {
    Throwable failure = Failures.rootCause(() -> sql(query).collect());
    assertThat(failure)
        .isInstanceOf(BadRowException.class)
        .hasMessageContaining("model " + tables.model())
        .hasMessageContaining("expected 8 numbers, each finite in float32, " + found)
        .hasMessageMatching(".*input row \\d+ of partition \\d+.*")
        .hasMessageContaining("set spark.nibble.badRows=null");
  }

  @ParameterizedTest
  @ValueSource(strings = {"f", "d", "v"})
  void nullFeaturesScoreNull(String column) throws Exception {
    Nibble.register(spark(), "score", tables.model());
    String query = "SELECT id FROM t WHERE P(" + column + ") IS NULL";
    List<String> expected = Rows.sorted(sql("SELECT id FROM t WHERE " + column + " IS NULL"));
    assertThat(expected).isNotEmpty();
    assertThat(Rows.sorted(sql(query))).isEqualTo(expected);
    assertThat(Rows.sorted(sql(query.replace("P(", "score(")))).isEqualTo(expected);
    set("spark.nibble.enabled", "false");
    assertThat(Rows.sorted(sql(query))).isEqualTo(expected);
  }

  @Test
  void underNullPolicyBadRowsScoreNullAndNeighboursAsAlone() throws Exception {
    List<String> good = Rows.sorted(sql("SELECT id, P(f) s FROM bad WHERE id % 2 = 0"));
    assertThat(good).hasSize(30);
    set("spark.nibble.badRows", "null");
    Nibble.register(spark(), "score", tables.model());

    Dataset<Row> scored = sql("SELECT id, P(f) s FROM bad");
    assertThat(Rows.sorted(scored.where("s IS NOT NULL"))).isEqualTo(good);
    assertThat(scored.where("s IS NULL AND id % 2 = 1").count()).isEqualTo(30);

    Dataset<Row> udf = sql("SELECT id, score(f) s FROM bad");
    assertThat(Rows.sorted(udf)).isEqualTo(Rows.sorted(scored));
    set("spark.nibble.enabled", "false");
    assertThat(Rows.sorted(sql("SELECT id, P(f) s FROM bad"))).isEqualTo(Rows.sorted(scored));
  }

  @Test
  void badRowsAreCounted() {
    set("spark.nibble.badRows", "null");
    Dataset<Row> scored = sql("SELECT id, P(f) s FROM bad");
    scored.collect();
    assertThat(Plans.metric(scored, "badRows")).isEqualTo(30);
    assertThat(Plans.metric(scored, "rows")).as("NaN and infinity go in").isEqualTo(42);
  }

  @Test
  void resultsThatAreNotFiniteAreBadRows() {
    String query = "SELECT P(" + LARGE + ") s FROM t WHERE id = 0";
    assertThat(Failures.rootCause(() -> sql(query).collect()))
        .isInstanceOf(BadRowException.class)
        .hasMessageContaining("expected finite scores, found score 0 = NaN");
    set("spark.nibble.badRows", "null");
    assertThat(Rows.sorted(sql(query))).containsExactly("[null]");
  }

  @Test
  void aDoubleBeyondFloat32IsABadRow() {
    String query = "SELECT P(transform(d, x -> 1e300D)) FROM t WHERE id = 0";
    assertThat(Failures.rootCause(() -> sql(query).collect()))
        .isInstanceOf(BadRowException.class)
        .hasMessageContaining("found element 0 = Infinity");
  }

  @Test
  void sparseVectorsOfAnotherSizeAreBadRows() {
    String query = "SELECT Q(v) FROM t WHERE id = 1";
    assertThat(Failures.rootCause(() -> sql(query).collect()))
        .isInstanceOf(BadRowException.class)
        .hasMessageContaining("expected 5 numbers, each finite in float32, found 8 numbers");
  }

  @Test
  void aBranchThatExcludesBadRowsKeepsThemFromTheModel() {
    String good = "id % 2 = 0";
    Dataset<Row> guarded = sql("SELECT id, CASE WHEN " + good + " THEN P(f) END s FROM bad");
    assertThat(guarded.where("s IS NOT NULL").count()).isEqualTo(30);
    assertThat(Plans.operators(guarded)).hasSize(1);
    assertThat(sql("SELECT id, if(" + good + ", P(f)[0], 0) FROM bad").count()).isEqualTo(60);
    assertThat(sql("SELECT if(" + good + ", 1, NULL) + P(f)[0] FROM bad").count()).isEqualTo(60);
    assertThat(sql("SELECT max(P(f)[0]) FILTER (WHERE " + good + ") FROM bad").count()).isOne();
    assertThat(sql("SELECT P(f) FROM bad WHERE " + good).count()).isEqualTo(30);
  }

  private static void set(String key, String value) {
    spark().conf().set(key, value);
  }

  private static Dataset<Row> sql(String query) {
    return spark().sql(tables.expand(query));
  }

  private static SparkSession spark() {
    return SPARK.session();
  }
}
