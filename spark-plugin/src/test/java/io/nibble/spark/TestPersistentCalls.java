package io.nibble.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls in what the catalog keeps: views and SQL functions that other sessions see. */
class TestPersistentCalls {
  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  private static SampleTables tables;

  @BeforeAll
  static void createTables() {
    tables = SampleTables.create(SPARK);
    SPARK.session().table("t").select("id", "f").write().saveAsTable("stored");
    assertThat(SPARK.session().sql("SHOW FUNCTIONS LIKE 'nibble*'").count()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scores    | SELECT id, P(f) AS s FROM stored",
        "labels    | SELECT id, C(slice(f, 1, 5)) AS s FROM stored",
        "filtered  | SELECT id FROM stored WHERE P(f)[0] > 0",
        "executors | SELECT executor, live FROM nibble_executors()"
      })
  void aViewHoldsThem(String name, String query) {
    sql(SPARK.session(), "CREATE OR REPLACE VIEW " + name + " AS " + query);
    Dataset<Row> view = sql(SPARK.session().newSession(), "SELECT * FROM " + name);
    assertThat(Rows.sorted(view)).isEqualTo(Rows.sorted(sql(SPARK.session(), query))).isNotEmpty();
    if (!name.equals("executors")) {
      assertThat(Plans.operators(view)).hasSize(1);
    }
  }

  @Test
  void aFunctionHoldsThem() {
    assumeThat(TestSessionSettings.hasSqlFunctions()).isTrue();
    sql(
        SPARK.session(),
        "CREATE OR REPLACE FUNCTION best(x ARRAY<FLOAT>) RETURNS FLOAT RETURN array_max(P(x))");
    Dataset<Row> called = sql(SPARK.session().newSession(), "SELECT id, best(f) FROM stored");
    assertThat(Rows.sorted(called))
        .isEqualTo(Rows.sorted(sql(SPARK.session(), "SELECT id, array_max(P(f)) FROM stored")));
    assertThat(Plans.operators(called)).hasSize(1);
  }

  @Test
  void nobodyDropsThem() {
    assertThatThrownBy(() -> sql(SPARK.session(), "DROP TEMPORARY FUNCTION nibble_predict"))
        .hasMessageContaining("nibble_predict");
    assertThat(sql(SPARK.session(), "SELECT P(f) FROM t").count()).isEqualTo(SampleTables.ROWS);
  }

  private static Dataset<Row> sql(SparkSession session, String sql) {
    return session.sql(tables.expand(sql));
  }
}
