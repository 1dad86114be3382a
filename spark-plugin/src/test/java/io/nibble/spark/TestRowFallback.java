package io.nibble.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that cannot be taken out of their operator: evaluated row by row, and right. */
class TestRowFallback {
  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  private static SampleTables tables;

  @BeforeAll
  static void createTables() throws IOException {
    tables = SampleTables.create(SPARK);
    Nibble.register(spark(), "score", tables.model());
  }

  /** The classic UDF, which Spark treats as it treats any function, is the reference. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT a.id, b.id FROM t a JOIN t b ON a.k = b.k"
            + " AND P(concat(slice(a.f, 1, 4), slice(b.f, 5, 4)))[0] > 0",
        "SELECT a.id FROM t a LEFT ANTI JOIN t b ON a.k = b.k"
            + " AND P(concat(slice(a.f, 1, 4), slice(b.f, 5, 4)))[0] > 0.9",
        "SELECT id FROM t a WHERE f IS NOT NULL AND EXISTS (SELECT 1 FROM t b"
            + " WHERE b.k = a.k AND P(a.f)[0] > b.f[0])",
        "SELECT id, transform(array(f, f), x -> P(x)[1]) FROM t",
        "SELECT id, filter(array(f), x -> P(x)[1] > 0) FROM t",
        "SELECT id, aggregate(array(f), 0F, (sum, x) -> cast(sum + P(x)[0] AS float)) FROM t",
        "SELECT id, try_add(P(f)[0], 1F) FROM t"
      })
  void answersAsTheClassicUdf(String query) {
    for (String codegen : List.of("true", "false")) {
      spark().conf().set("spark.sql.codegen.wholeStage", codegen);
      List<String> answer = Rows.sorted(spark().sql(tables.expand(query)));
      assertThat(answer).isNotEmpty();
      assertThat(answer).isEqualTo(Rows.sorted(spark().sql(query.replace("P(", "score("))));
    }
  }

  @Test
  void tryFunctionsSwallowTheErrorOfTheirCall() {
    String query = "SELECT try_multiply(make_interval(1), P(f)[0]) FROM bad WHERE id % 10 = 7";
    Dataset<Row> tried = spark().sql(tables.expand(query));
    assertThat(Plans.operators(tried)).isEmpty();
    assertThat(Rows.sorted(tried)).hasSize(6).containsOnly("[null]");
  }

  @Test
  void randomFeaturesAreDrawnForEachCall() {
    StringBuilder random = new StringBuilder("array(rand()");
    random.append(", rand()".repeat(7)).append(")");
    Dataset<Row> query =
        spark().sql(tables.expand("SELECT P(" + random + ")[0] a, P(" + random + ")[0] b FROM t"));
    assertThat(query.where("a = b").count()).isLessThan(5);
    assertThat(Plans.operators(query)).hasSize(1);
  }

  @Test
  void aSmallTableFoldedOnTheDriverIsRight() {
    spark().conf().set("spark.nibble.enabled", "false");
    List<Row> rows =
        new ArrayList<>(
            spark()
                .sql(
                    tables.expand(
                        "SELECT P(f) FROM VALUES (array(1, 2, 3, 4, 5, 6, 7, 8)), (NULL) AS v(f)"))
                .collectAsList());
    spark().conf().set("spark.nibble.enabled", "true");
    assertThat(rows)
        .isEqualTo(
            spark()
                .sql(
                    tables.expand(
                        "SELECT P(f) FROM VALUES (array(1, 2, 3, 4, 5, 6, 7, 8)), (NULL) AS v(f)"))
                .collectAsList());
  }

  private static SparkSession spark() {
    return SPARK.session();
  }
}
