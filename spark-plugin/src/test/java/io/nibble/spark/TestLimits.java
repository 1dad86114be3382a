package io.nibble.spark;

import static org.assertj.core.api.Assertions.assertThat;

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

  @Test
  void aLimitBelowAFilterOnScoresStays() {
    String sql = "SELECT id FROM t WHERE P(f)[0] > 0 LIMIT 20";
    assertThat(SPARK.session().sql(tables.expand(sql)).count()).isEqualTo(20);
  }
}
