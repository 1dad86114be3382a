package io.nibble.spark.catalyst.extract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.spark.LogCapture;
import io.nibble.spark.SampleTables;
import io.nibble.spark.SparkFixture;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code spark.nibble.explain} logs. */
class TestCallReport {
  private static final String TRY = "try_multiply(make_interval(1), P(f)[0])";
  private static final String BOTH = "P(concat(a.f, b.f))[0] > 0";

  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  private static SampleTables tables;

  @BeforeAll
  static void createTables() {
    tables = SampleTables.create(SPARK);
  }

  @AfterEach
  void reset() {
    SPARK.session().conf().unset("spark.nibble.explain");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT transform(array(f), x -> P(x)) FROM t | Project: it is in a lambda",
        "SELECT " + TRY + " FROM t | Project: it is in a try_ function",
        "SELECT 1 FROM t a LEFT JOIN t b ON "
            + BOTH
            + " | a LEFT OUTER join: its features are of"
            + " both sides",
        "SELECT 1 FROM t a WHERE EXISTS (SELECT 1 FROM t b WHERE "
            + BOTH
            + ") | Filter: its features"
            + " are of a subquery and of the query around it",
        "SELECT CASE WHEN "
            + TRY
            + " IS NULL THEN P(d) END FROM t | Project: it stands in a branch",
        "SELECT 1 FROM t a JOIN bad b WHERE rand() < 0.5 AND P(a.f)[0] > 0 | Filter: the filter is"
            + " random",
        "SELECT Q(array(extract(MONTH FROM "
            + TRY
            + "))) FROM t | Project: its features need a call"
      })
  void saysWhyACallIsEvaluatedRowByRow(String sql, String reason) {
    assertThat(logged("fallback", sql))
        .isNotEmpty()
        .allMatch(line -> line.contains("is evaluated row by row in "))
        .anyMatch(line -> line.contains(" is evaluated row by row in " + reason));
  }

  @Test
  void saysWhereTheOthersWentIfAsked() {
    String sql = "SELECT P(f) FROM t WHERE id < 5";
    assertThat(logged("all", sql))
        .singleElement()
        .asString()
        .matches("nibble_predict\\(m.nibble, f#\\d+\\) is computed in batches over Filter.*");
    assertThat(logged("fallback", sql)).isEmpty();
    assertThat(logged("none", "SELECT " + TRY + " FROM t")).isEmpty();
  }

  private static List<String> logged(String explain, String sql) {
    SPARK.session().conf().set("spark.nibble.explain", explain);
    try (LogCapture log = LogCapture.of(ExtractPredictions.class)) {
      SPARK.session().sql(tables.expand(sql)).queryExecution().normalized();
      return log.messages();
    }
  }
}
