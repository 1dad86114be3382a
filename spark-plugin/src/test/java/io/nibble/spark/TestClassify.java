package io.nibble.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TestClassify {
  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  private static SampleTables tables;

  @BeforeAll
  static void createTables() {
    tables = SampleTables.create(SPARK);
  }

  @Test
  void givesTheHighestScoreAndItsLabel() {
    Dataset<Row> query =
        SPARK
            .session()
            .table("t")
            .select(
                expr(tables.expand("Q(slice(f, 1, 5))")),
                Nibble.classify(tables.second(), expr("slice(f, 1, 5)")).as("top"));
    List<Row> rows = query.collectAsList();
    assertThat(rows).hasSize(SampleTables.ROWS);
    assertThat(Plans.operators(query)).hasSize(1);
    assertThat(Plans.metric(query, "rows")).isEqualTo(SampleTables.SCORED);
    assertThat(rows.stream().map(r -> r.getStruct(1)).distinct().count()).isGreaterThan(3);
    for (Row row : rows) {
      assertTop(row.isNullAt(0) ? null : row.getList(0), row.getStruct(1));
    }
    assertThat(query.select(col("top.*")).schema().toDDL()).isEqualTo("label STRING,score FLOAT");
  }

  private static void assertTop(List<Float> scores, Row top) {
    if (scores == null) {
      assertThat(top).isNull();
      return;
    }
    int index = 0;
    for (int i = 0; i < scores.size(); i++) {
      index = scores.get(i) > scores.get(index) ? i : index;
    }
    assertThat(top.getString(0)).isEqualTo(SampleTables.LABELS.get(index));
    assertThat(top.getFloat(1)).isEqualTo(scores.get(index));
  }
}
