package io.nibble.spark;

import static org.apache.spark.ml.functions.vector_to_array;
import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.build.ModelFixtures;
import io.nibble.spark.ml.NibbleModel;
import java.util.List;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models whose inputs have names, and features that have names too. */
class TestNamedInputs {
  private static final List<String> NAMES = List.of("age", "Income", "größe");
  private static final String ORIGIN =
      "SELECT id, float(sin(id)) AS age, float(cos(id)) AS income, float(id / 9) AS `größe`"
          + " FROM range(0, 40, 1, 2)";
  private static final String CASE_SENSITIVE = "spark.sql.caseSensitive";

  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  private static String model;
  private static List<String> expected;

  @BeforeAll
  static void createTable() {
    model = ModelFixtures.named(SPARK.directory().resolve("named.nibble"), 3, NAMES, 2);
    SPARK
        .session()
        .sql(
            "SELECT *, struct(age, income, `größe`) AS p,"
                + " map('age', age, 'income', income, 'größe', `größe`) AS m,"
                + " struct(struct(age, income, `größe`) AS who) AS nest FROM ("
                + ORIGIN
                + ")")
        .createOrReplaceTempView("people");
    expected = Rows.sorted(score("array(age, income, `größe`)"));
    assertThat(expected).hasSize(40).doesNotHaveDuplicates();
  }

  @AfterEach
  void reset() {
    SPARK.session().conf().unset(CASE_SENSITIVE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "age, income, `größe`",
        "`größe`, age, income",
        "INCOME, `größe`, AGE",
        "float(age), float(income), float(`größe`)",
        "age, float(income), `größe`",
        "float(income), double(`größe`), age",
        "p.`größe`, p.age, p.income",
        "p['income'], p['age'], p['größe']",
        "nest.who.income, nest.who.age, p.`größe`",
        "m.income, m.age, m.`größe`",
        "m['income'], m['age'], m['größe']",
        "float(p.income), age, double(m.`größe`)",
        "income => income, age => age, `größe` => `größe`",
        "age => age + 0, `größe` => `größe` * 1, income => 0F + income",
        "struct(age, income, `größe`)",
        "struct(`größe`, income, age)",
        "named_struct('GRÖßE', `größe`, 'age', age, 'inCome', income)"
      })
  void namesDecide(String features) {
    Dataset<Row> query = score(features);
    assertThat(Rows.sorted(query)).isEqualTo(expected);
    assertThat(Plans.metric(query, "rows")).isEqualTo(40);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT id, (SELECT P(income, age, `größe`)) AS s FROM people",
        "SELECT id, (SELECT P(x.income, x.age, x.`größe`) FROM (SELECT p AS x)) AS s FROM people",
        "SELECT id, s FROM people, LATERAL (SELECT P(income, age, `größe`) AS s)",
        "SELECT id, transform(array(p), x -> P(x.income, x.age, x.`größe`))[0] AS s FROM people",
        "SELECT id, P(income, age, `größe`) FROM (SELECT id, p.age, p.income, p.`größe` FROM"
            + " people) AS t(id, age, income, `größe`)",
        "SELECT t.id, P(t.income, t.age, t.`größe`) AS s FROM people AS t JOIN people AS u USING"
            + " (id)",
        "SELECT id, P(income, age, `größe`) AS s FROM people GROUP BY id, income, age, `größe`",
        "SELECT id, max(P(income, age, `größe`)) AS s FROM people GROUP BY id"
      })
  void namesDecideWhereverTheCallStands(String sql) {
    assertThat(Rows.sorted(SPARK.session().sql(expand(sql)))).isEqualTo(expected);
  }

  @Test
  void lateralAliasesAreNames() {
    String query = "SELECT id, %s s FROM (" + ORIGIN + ")";
    String lateral =
        "named_struct('age', age, 'income', income) AS x, cast(`größe` AS FLOAT) AS `größe`,"
            + " P(x.income, `größe`, x.age)";
    assertThat(Rows.sorted(SPARK.session().sql(expand(query.formatted(lateral))).select("id", "s")))
        .isEqualTo(expected);
    String columns = ORIGIN.replace(" FROM", ", P(income, `größe`, age) AS s FROM");
    assertThat(Rows.sorted(SPARK.session().sql(expand(columns)).select("id", "s")))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ORDER BY P(CALL)[0], id", "HAVING P(CALL)[0] > 0 ORDER BY id"})
  void namesDecideOutsideOfSelect(String clause) {
    String query = "SELECT id FROM people GROUP BY id, age, income, `größe` " + clause;
    assertThat(ordered(query.replace("CALL", "income, `größe`, age")))
        .isEqualTo(ordered(query.replace("CALL", "array(age, income, `größe`)")));
  }

  private static List<Row> ordered(String sql) {
    return SPARK.session().sql(expand(sql)).collectAsList();
  }

  @Test
  void aliasesOfColumnsAreNames() {
    Dataset<Row> query =
        SPARK
            .session()
            .table("people")
            .select(
                col("id"),
                call_function(
                    "nibble_predict",
                    lit(model),
                    col("p").getField("income"),
                    col("m").getItem("größe").as("größe"),
                    col("age").plus(0).as("age")));
    assertThat(Rows.sorted(query)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "struct(age, income)             | there is no feature größe",
        "struct(age, income, `größe`, id) | no input is left for feature id",
        "struct(age, income, id)         | there is no feature größe; no input is left for feature"
            + " id",
        "struct(age, age, income)        | there is no feature größe; no input is left for feature"
            + " age",
        "struct(age, income, 1F)         | there is no feature größe; no input is left for feature"
            + " col3",
        "age, income                     | there is no feature größe",
        "age                             | there is no feature Income, größe",
        "age, income, age                | there is no feature größe; no input is left for feature"
            + " age",
        "income, age, 1F                 | argument 3 has no name: CAST('1.0' AS FLOAT); the inputs"
            + " of model",
        "age, income, `größe` + 0        | argument 3 has no name: (CAST(people.`größe` AS DOUBLE)"
            + " + ",
        "age, income, abs(`größe`)       | has no name: abs(people.`größe`); the inputs of",
        "age + 0F, income, `größe` * 1F  | are age, Income, größe. Name it, as in struct(… AS age,"
            + " …).",
        "array(age)[0], income, `größe`  | argument 1 has no name: array(people.age)[0]",
        "1F, 2F, age                     | argument 1 has no name: CAST",
        "1F, 2F, 3F, age                 | argument 1 has no name: CAST",
        "id, income                      | there is no feature age, größe; no input is left for"
            + " feature id"
      })
  void refuses(String features, String message) {
    assertThatThrownBy(() -> score(features))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining(message)
        .hasMessageContaining(model);
  }

  @Test
  void caseCountsWhereSparkSaysSo() {
    SPARK.session().conf().set(CASE_SENSITIVE, "true");
    assertThat(Rows.sorted(score("struct(`größe`, income AS Income, age)"))).isEqualTo(expected);
    assertThatThrownBy(() -> score("struct(`größe`, income, age)"))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("there is no feature Income; no input is left for feature income");
  }

  @Test
  void aNullStructScoresNull() {
    assertThat(Rows.sorted(score("if(id < 3, NULL, struct(income, age, `größe`))")))
        .containsAll(expected.stream().filter(row -> !row.matches("\\[[012],.*")).toList())
        .contains("[0,null]", "[1,null]", "[2,null]");
  }

  @Test
  void theStageTakesAStruct() {
    Dataset<Row> rows =
        SPARK.session().sql("SELECT id, struct(`größe`, income, age) AS features FROM people");
    Dataset<Row> scored = new NibbleModel().setModelPath(model).transform(rows);
    assertThat(
            Rows.sorted(scored.select(col("id"), vector_to_array(col("rawPrediction"), "float32"))))
        .isEqualTo(expected);
  }

  private static Dataset<Row> score(String features) {
    return SPARK.session().sql(expand("SELECT id, P(" + features + ") AS s FROM people"));
  }

  private static String expand(String sql) {
    return sql.replace("P(", "nibble_predict('" + model + "', ");
  }
}
