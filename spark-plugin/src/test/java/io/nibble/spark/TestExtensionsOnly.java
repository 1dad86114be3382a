package io.nibble.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.spark.models.store.ModelStore;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session that sets the extensions and no plugin. */
class TestExtensionsOnly {
  @RegisterExtension
  static final SparkFixture SPARK =
      SparkFixture.plain().with("spark.sql.extensions", NibbleExtensions.class.getName());

  private static SampleTables tables;

  @BeforeAll
  static void createTables() throws IOException {
    tables = SampleTables.create(SPARK);
    Nibble.register(SPARK.session(), "score", tables.model());
  }

  @Test
  void theOperatorGivesTheBitsOfTheModel() throws IOException {
    Dataset<Row> query =
        SPARK.session().sql(tables.expand("SELECT f, P(f) FROM t WHERE f IS NOT NULL"));
    List<Row> rows = query.collectAsList();
    assertThat(Plans.operators(query)).hasSize(1);
    try (DirectScores reference = DirectScores.of(tables.model())) {
      for (Row row : rows) {
        assertThat(row.<Float>getList(1)).isEqualTo(reference.score(row.getList(0)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"f", "d", "i", "v"})
  void theClassicUdfGivesTheBitsOfTheOperator(String column) {
    String query = "SELECT id, P(" + column + ") FROM t";
    assertThat(Rows.sorted(SPARK.session().sql(query.replace("P(", "score("))))
        .isEqualTo(Rows.sorted(SPARK.session().sql(tables.expand(query))));
  }

  @Test
  void operatorFallbackAndUdfShareOneCopy() {
    long before = ModelStore.instance().counts().loads();
    SPARK.session().sql(tables.expand("SELECT P(f), score(f) FROM t")).collect();
    SPARK
        .session()
        .sql(tables.expand("SELECT transform(array(f), x -> P(x)) FROM t WHERE f IS NOT NULL"))
        .collect();
    assertThat(ModelStore.instance().counts().loads() - before).isLessThanOrEqualTo(1);
    assertThat(ModelStore.instance().holdings())
        .singleElement()
        .satisfies(held -> assertThat(held.leases()).isZero());
  }
}
