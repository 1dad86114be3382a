package io.nibble.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.spark.models.store.ModelStore;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.ExplainMode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TestExplain {
  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  private static SampleTables tables;

  @BeforeAll
  static void createTables() {
    tables = SampleTables.create(SPARK);
  }

  @Test
  void aLineSaysWhatIsScoredByWhat() {
    SPARK.session().conf().set("spark.nibble.batchRows", 64);
    assertThat(explain("simple"))
        .containsPattern(
            "NibblePredict \\[nibble_predict\\(m\\.nibble, f#\\d+\\) AS nibble_predict#\\d+\\]"
                + " int4 mlp 8→40→5, batch 64 rows");
  }

  @Test
  void formattedGivesTheColumns() {
    SPARK.session().conf().set("spark.nibble.batchRows", 64);
    assertThat(explain("formatted"))
        .containsPattern("\\(\\d+\\) NibblePredict")
        .containsPattern("Input \\[2\\]: \\[id#\\d+, f#\\d+\\]")
        .containsPattern("Output \\[2\\]: \\[id#\\d+, nibble_predict#\\d+\\]")
        .containsPattern(
            "Calls: \\[nibble_predict\\(m\\.nibble, f#\\d+\\) AS nibble_predict#\\d+\\]")
        .contains("Models: int4 mlp 8→40→5")
        .contains("Batch: 64 rows");
  }

  @Test
  void filtersReachTheScan() {
    Dataset<Row> query =
        SPARK.session().sql(tables.expand("SELECT id FROM t WHERE P(f)[0] > 0 AND id = 5"));
    assertThat(query.queryExecution().executedPlan().toString())
        .contains("PushedFilters: [IsNotNull(id), EqualTo(id,5)]")
        .containsPattern("ReadSchema: struct<id:int,f:array<float>>");
  }

  @Test
  void explainingShipsNoWeights() {
    long loads = ModelStore.instance().counts().loads();
    int blocks = SPARK.session().sparkContext().env().broadcastManager().cachedValues().size();
    for (String mode : new String[] {"simple", "extended", "codegen", "cost", "formatted"}) {
      assertThat(explain(mode)).contains("nibble_predict(m.nibble");
    }
    assertThat(SPARK.session().sparkContext().env().broadcastManager().cachedValues())
        .hasSize(blocks);
    assertThat(ModelStore.instance().counts().loads()).isEqualTo(loads);
  }

  private static String explain(String mode) {
    return SPARK
        .session()
        .sql(tables.expand("SELECT id, P(f) s FROM t"))
        .queryExecution()
        .explainString(ExplainMode.fromString(mode));
  }
}
