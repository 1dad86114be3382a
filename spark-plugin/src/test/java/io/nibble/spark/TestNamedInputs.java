package io.nibble.spark;

import static org.apache.spark.ml.functions.vector_to_array;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.model.ModelFixtures;
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
            "SELECT id, float(sin(id)) AS age, float(cos(id)) AS income, float(id / 9) AS `größe`"
                + " FROM range(0, 40, 1, 2)")
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
        "struct(age, income, `größe`)",
        "struct(`größe`, income, age)",
        "named_struct('GRÖßE', `größe`, 'age', age, 'inCome', income)"
      })
  void namesDecide(String features) {
    Dataset<Row> query = score(features);
    assertThat(Rows.sorted(query)).isEqualTo(expected);
    assertThat(Plans.metric(query, "rows")).isEqualTo(40);
  }

  @Test
  void theNamesOfExpressionsDoNotCount() {
    assertThat(Rows.sorted(score("age + 0F, `größe` + 0F, income + 0F")))
        .isEqualTo(Rows.sorted(score("array(age, `größe`, income)")))
        .isNotEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "struct(age, income)             | there is no feature größe",
        "struct(age, income, `größe`, id) | no input is left for feature id",
        "struct(age, income, id)         | there is no feature größe; no input is left for feature id",
        "struct(age, age, income)        | there is no feature größe; no input is left for feature age",
        "struct(age, income, 1F)         | there is no feature größe; no input is left for feature col3",
        "age, income                     | there is no feature größe",
        "age                             | there is no feature Income, größe",
        "age, income, age                | there is no feature größe; no input is left for feature age",
        "income, age, 1F                 | argument 1 is column income, which is input 2 of model",
        "1F, 2F, age                     | argument 3 is column age, which is input 1 of model",
        "1F, 2F, 3F, age                 | input 4 is not there",
        "id, income                      | features are 2 numbers, model"
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
    return SPARK
        .session()
        .sql("SELECT id, nibble_predict('" + model + "', " + features + ") AS s FROM people");
  }
}
