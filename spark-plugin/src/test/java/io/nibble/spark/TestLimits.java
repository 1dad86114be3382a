package io.nibble.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestLimits {
  private static final int PARTITIONS = 3;

  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  private static SampleTables tables;

  @BeforeAll
  static void createTables() {
    tables = SampleTables.create(SPARK);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT P(f) FROM t LIMIT 3",
        "SELECT id, Q(P(f)) FROM t LIMIT 3",
        "SELECT max(s) FROM (SELECT P(f)[0] s FROM t LIMIT 3)"
      })
  void fewRowsAreScored(String sql) {
    Dataset<Row> query = SPARK.session().sql(tables.expand(sql));
    query.collect();
    long calls = Plans.operators(query).size();
    assertThat(calls).isPositive();
    assertThat(Plans.metric(query, "rows")).isBetween(1L, 3 * PARTITIONS * calls);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT id, P(f) FROM t ORDER BY id LIMIT 3",
        "SELECT P(f) FROM t ORDER BY id LIMIT 3",
        "SELECT id + 1 AS next, P(transform(f, x -> -x)) FROM t ORDER BY k, next DESC LIMIT 3",
        "SELECT id, P(f)[0] AS s FROM t WHERE id % 2 = 0 ORDER BY id LIMIT 3 OFFSET 4",
        "SELECT max(s) FROM (SELECT P(f)[0] AS s FROM t ORDER BY id LIMIT 3)",
        "SELECT max(s) FROM (SELECT P(f)[0] AS s FROM t WHERE f IS NOT NULL LIMIT 3)",
        "SELECT id FROM t WHERE id < (SELECT max(size(P(f))) FROM (SELECT f FROM t LIMIT 3))"
      })
  void noMoreRowsAreScoredThanTheLimitLeaves(String sql) {
    for (String adaptive : List.of("true", "false")) {
      SPARK.session().conf().set("spark.sql.adaptive.enabled", adaptive);
      Dataset<Row> query = SPARK.session().sql(tables.expand(sql));
      query.collect();
      assertThat(Plans.operators(query)).isNotEmpty();
      assertThat(Plans.metric(query, "rows")).isBetween(2L, 3L);
    }
  }

  @Test
  void aThousandRows() {
    String rows =
        "SELECT id, transform(sequence(1, 8), i -> sin(id * i)) f FROM range(0, 1000, 1, 4)";
    for (String limit : List.of("LIMIT 3", "ORDER BY id LIMIT 3", "ORDER BY id DESC LIMIT 3")) {
      Dataset<Row> query =
          SPARK.session().sql(tables.expand("SELECT id, P(f) FROM (" + rows + ") " + limit));
      assertThat(query.collectAsList()).hasSize(3);
      assertThat(Plans.metric(query, "rows")).as(limit).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT id FROM t ORDER BY P(f)[0], id LIMIT 3",
        "SELECT id FROM t ORDER BY P(f)[0], id",
        "SELECT id, P(f) FROM t ORDER BY id",
        "SELECT id, P(f) FROM t ORDER BY id LIMIT 10001",
        "SELECT id, v FROM (SELECT id, P(f)[0] a, P(f)[1] b FROM t) UNPIVOT (v FOR n IN (a, b))"
            + " ORDER BY v"
      })
  void whatIsDearToScoreIsScoredOnce(String sql) {
    for (String adaptive : List.of("true", "false")) {
      assertThat(rowsScored(tables.expandDear(sql), adaptive)).isEqualTo(SampleTables.SCORED);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"SELECT id FROM t ORDER BY P(f)[0], id", "SELECT id, P(f) FROM t ORDER BY id"})
  void scoringASmallModelAgainCostsLessThanAShuffle(String sql) {
    for (String adaptive : List.of("true", "false")) {
      assertThat(rowsScored(tables.expand(sql), adaptive)).isEqualTo(2 * SampleTables.SCORED);
    }
  }

  private static long rowsScored(String sql, String adaptive) {
    SPARK.session().conf().set("spark.sql.adaptive.enabled", adaptive);
    Dataset<Row> query = SPARK.session().sql(sql);
    query.collect();
    return Plans.metric(query, "rows");
  }

  @Test
  void aLimitThatEndsAQueryReadsNoMorePartitionsThanItNeeds() {
    Dataset<Row> query =
        SPARK.session().sql(tables.expand("SELECT P(f) FROM t WHERE f IS NOT NULL LIMIT 3"));
    query.collect();
    assertThat(Plans.metric(query, "rows")).isEqualTo(3);
  }

  @Test
  void aLimitBelowAFilterOnScoresStays() {
    String sql = "SELECT id FROM t WHERE P(f)[0] > 0 LIMIT 20";
    assertThat(SPARK.session().sql(tables.expand(sql)).count()).isEqualTo(20);
  }
}
