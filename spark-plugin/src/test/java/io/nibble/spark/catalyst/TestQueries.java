package io.nibble.spark.catalyst;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.spark.Plans;
import io.nibble.spark.Rows;
import io.nibble.spark.SampleTables;
import io.nibble.spark.SparkFixture;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every query of the table, adaptive execution on and off, code generation on and off. */
class TestQueries {
  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  private static final Map<String, List<String>> ROW_WISE = new HashMap<>();

  private static SampleTables tables;

  @BeforeAll
  static void createTables() {
    tables = SampleTables.create(SPARK);
  }

  static Stream<Arguments> queries() {
    return QueryTable.all().stream()
        .flatMap(
            query ->
                Stream.of(true, false)
                    .flatMap(
                        adaptive ->
                            Stream.of(true, false)
                                .map(codegen -> Arguments.of(query, adaptive, codegen))));
  }

  /** The answer of the row-wise fallback, which knows none of our rules. */
  private static List<String> rowWise(QueryCase query) {
    return ROW_WISE.computeIfAbsent(
        query.name(),
        name -> {
          SPARK.session().conf().set("spark.nibble.enabled", false);
          Dataset<Row> rows = query.build(SPARK.session(), tables);
          assertThat(Plans.operators(rows)).isEmpty();
          return Rows.sorted(rows);
        });
  }

  @ParameterizedTest(name = "{0}, adaptive {1}, codegen {2}")
  @MethodSource("queries")
  void answersAsRowByRow(QueryCase query, boolean adaptive, boolean codegen) {
    SparkSession spark = SPARK.session();
    spark.conf().set("spark.sql.adaptive.enabled", adaptive);
    spark.conf().set("spark.sql.codegen.wholeStage", codegen);
    spark.conf().set("spark.nibble.batchRows", 16);

    spark.conf().set("spark.nibble.enabled", true);
    Dataset<Row> batched = query.build(spark, tables);
    List<String> answer = Rows.sorted(batched);

    assertThat(answer).isNotEmpty().isEqualTo(rowWise(query));
    assertThat(Plans.operators(batched))
        .as(batched.queryExecution().toString())
        .hasSize(query.operators());
    if (query.scored() != QueryCase.ANY) {
      assertThat(Plans.metric(batched, "rows")).isEqualTo(query.scored());
    }
  }
}
