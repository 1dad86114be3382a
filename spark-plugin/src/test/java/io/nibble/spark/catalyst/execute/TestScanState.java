package io.nibble.spark.catalyst.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.spark.Plans;
import io.nibble.spark.Rows;
import io.nibble.spark.SampleTables;
import io.nibble.spark.SparkFixture;
import java.util.List;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF0;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expressions that read what the scan leaves in its thread, in plans that gather batches. */
class TestScanState {
  private static final String FILE = "regexp_extract(input_file_name(), '[^/]*$', 0)";

  @RegisterExtension
  static final SparkFixture SPARK =
      SparkFixture.withPlugin()
          .with("spark.sql.files.openCostInBytes", "0")
          .with("spark.sql.files.minPartitionNum", "1")
          .with("spark.nibble.batchRows", "16")
          .with("spark.nibble.badRows", "null");

  private static SampleTables tables;

  @BeforeAll
  static void createTables() {
    tables = SampleTables.create(SPARK);
    UDF0<String> file = () -> InputFileBlockHolder.getInputFilePath().toString();
    SPARK.session().udf().register("file_of_thread", file, DataTypes.StringType);
    UDF1<Object, Long> start = x -> InputFileBlockHolder.getStartOffset();
    SPARK.session().udf().register("start_of_thread", start, DataTypes.LongType);
    String lines = SPARK.directory().resolve("lines").toString();
    SPARK.session().range(0, 300, 1, 4).selectExpr("cast(id AS string)").write().text(lines);
    SPARK.session().read().text(lines).createOrReplaceTempView("lines");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT id, FILE, P(f) FROM t",
        "SELECT id, input_file_block_start(), input_file_block_length(), P(f) FROM t",
        "SELECT id, P(f) FROM t WHERE FILE = (SELECT min(n) FROM (SELECT FILE n FROM t))",
        "SELECT id FROM t WHERE P(f)[0] > 0 AND FILE = (SELECT max(n) FROM (SELECT FILE n FROM t))",
        "SELECT id, s, FILE FROM (SELECT id, P(f) s FROM t) WHERE s[0] > 0",
        "SELECT id, n, P(f) FROM (SELECT id, f, FILE n FROM t)",
        "SELECT FILE, count(*), max(P(f)[0]) FROM t GROUP BY FILE",
        "SELECT k, max(n), max(P(f)[0]) FROM (SELECT k, f, FILE n FROM t) GROUP BY k",
        "SELECT id, FILE, Q(P(f)) FROM t WHERE P(f)[1] > 0",
        "SELECT id, e, FILE FROM (SELECT id, P(f) s FROM t) LATERAL VIEW explode(s) AS e",
        "SELECT a.id, FILE, P(a.f) FROM t a JOIN (SELECT * FROM range(90)) b ON a.id = b.id",
        "SELECT a.id, FILE, s FROM (SELECT id, P(f) s FROM t) a JOIN range(90) b ON a.id = b.id",
        "SELECT id, FILE, P(f) FROM t UNION ALL SELECT id, FILE, NULL FROM t",
        "SELECT /*+ COALESCE(1) */ id, FILE, s FROM (SELECT id, P(f) s FROM t UNION ALL"
            + " SELECT id, array(1F) FROM range(50))",
        "SELECT id, P(f), substr(file_of_thread(), -30), start_of_thread(id) FROM t",
        "SELECT count(*), max(P(f)[0]) FROM t GROUP BY file_of_thread()",
        "SELECT value, FILE, Q(array(value, 1, 2, 3, 4)) FROM lines",
        "SELECT id, CASE WHEN P(f)[0] > 0 THEN FILE ELSE 'none' END FROM t",
        "SELECT id, FILE, first_value(P(f)) OVER (PARTITION BY k ORDER BY id) FROM t",
        "SELECT id, P(f), monotonically_increasing_id(), spark_partition_id() FROM t WHERE id > 50",
        "SELECT id, n, P(f) FROM (SELECT id, f, rand(3) n FROM t) WHERE n < 0.5",
        "SELECT id, rand(3) FROM t WHERE P(f)[0] > 0",
        "SELECT id FROM t WHERE rand(3) < 0.5 AND P(f)[0] > 0 AND k < 5",
        "SELECT id, P(transform(f, x -> x + r)) FROM (SELECT id, f, rand(3) r FROM t) WHERE id >"
            + " 50",
        "SELECT id FROM t WHERE k < 5 AND P(transform(f, x -> x + rand(3)))[0] > 0 AND id > 9",
        "SELECT id FROM t WHERE P(f)[0] > 0 AND rand(3) < 0.5",
        "SELECT id FROM t WHERE f[0] > 0 AND rand(3) < 0.5 AND P(f)[0] > 0",
        "SELECT id FROM t WHERE rand(3) < 0.5 AND P(f)[0] > 0 AND rand(4) < 0.5",
        "SELECT id FROM t WHERE P(f)[0] > 0 AND rand(3) < 0.5 AND P(f)[1] > 0 AND rand(4) < 0.5",
        "SELECT id FROM t WHERE P(f)[0] > 0 AND rand(3) < 0.5 AND P(d)[1] > 0",
        "SELECT id FROM t WHERE P(f)[0] > 0 AND k < 6 AND P(d)[1] > 0 AND rand(3) < 0.5",
        "SELECT id FROM t WHERE P(f)[0] > 0 AND (rand(3) < 0.5 OR P(d)[1] > 0)",
        "SELECT id FROM t WHERE f[0] > 0 AND P(d)[0] > 0 AND (rand(3) < 0.7 OR k = 2)"
            + " AND P(f)[1] > 0 AND rand(4) < 0.7",
        "SELECT id FROM (SELECT id, P(f) s FROM t) WHERE s[0] > 0 AND rand(3) < 0.5",
        "SELECT id FROM bad WHERE f[1] < 0 AND rand(3) < 0.5 AND P(slice(f, 1, 8))[0] < 9",
        "SELECT a.id, P(a.d) FROM t a JOIN (SELECT * FROM range(90)) b ON a.id = b.id"
            + " WHERE rand(3) < 0.5 AND P(a.f)[0] > 0"
      })
  void rowsHaveTheStateOfTheirScan(String sql) {
    for (String codegen : List.of("true", "false")) {
      SPARK.session().conf().set("spark.sql.codegen.wholeStage", codegen);
      List<String> expected = answer(sql, false);
      assertThat(answer(sql, true)).as(codegen).isNotEmpty().isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"FILE <> ''", "rand(3) < 0.5"})
  void correlatedSubqueriesAreJoinedBeforeRandomFeatures(String condition) {
    SPARK.session().conf().set("spark.sql.autoBroadcastJoinThreshold", "-1");
    String sql =
        "SELECT id, P(d), P(if(%s, f, NULL)), (SELECT max(b.id) FROM t b WHERE b.k = a.k) FROM t a";
    List<String> expected = answer(sql.formatted(condition), false);
    assertThat(answer(sql.formatted(condition), true)).isEqualTo(expected);
    SPARK.session().conf().unset("spark.sql.autoBroadcastJoinThreshold");
  }

  private static List<String> answer(String sql, boolean enabled) {
    SPARK.session().conf().set("spark.nibble.enabled", enabled);
    Dataset<Row> query = SPARK.session().sql(tables.expand(sql.replace("FILE", FILE)));
    assertThat(Plans.operators(query).isEmpty()).isEqualTo(!enabled);
    return Rows.sorted(query);
  }
}
