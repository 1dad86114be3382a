package io.nibble.spark;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.util.QueryExecutionListener;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Caches, writes, streams, typed maps and RDDs; adaptive execution and code generation on and off.
 */
class TestCommands {
  private static final String ALL_MODES = "true, true\n true, false\n false, true\n false, false";

  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  private static SampleTables tables;
  private static List<String> expected;

  @BeforeAll
  static void createTables() {
    tables = SampleTables.create(SPARK);
    spark().conf().set("spark.nibble.enabled", false);
    expected = Rows.sorted(scored());
    spark().conf().set("spark.nibble.enabled", true);
  }

  @BeforeEach
  void smallBatches() {
    spark().conf().set("spark.nibble.batchRows", 16);
  }

  @ParameterizedTest
  @CsvSource(textBlock = ALL_MODES)
  void cachedScoresAreNotComputedAgain(boolean adaptive, boolean codegen) {
    mode(adaptive, codegen);
    Dataset<Row> cached = scored().persist();
    try {
      assertThat(Rows.sorted(cached)).isEqualTo(expected);
      Dataset<Row> again = scored().where("id < 50").select("s");
      assertThat(again.queryExecution().executedPlan().toString()).contains("InMemoryTableScan");
      assertThat(again.count()).isEqualTo(50);
      assertThat(Plans.operators(again)).isEmpty();
    } finally {
      // Spark 3.5 does not find the plan again that it has to unpersist.
      spark().catalog().clearCache();
    }
  }

  @ParameterizedTest
  @CsvSource(textBlock = ALL_MODES)
  void createTableAsSelectAndInsert(boolean adaptive, boolean codegen) {
    mode(adaptive, codegen);
    String select = tables.expand("SELECT id, P(f) s FROM t");
    try {
      assertScores(() -> spark().sql("CREATE TABLE scores USING parquet AS " + select));
      assertThat(Rows.sorted(spark().table("scores"))).isEqualTo(expected);
      assertScores(() -> spark().sql("INSERT OVERWRITE TABLE scores " + select + " WHERE id < 50"));
      assertThat(spark().table("scores").count()).isEqualTo(50);
      assertScores(() -> spark().sql("INSERT INTO scores " + select + " WHERE id >= 50"));
      assertThat(Rows.sorted(spark().table("scores"))).isEqualTo(expected);
    } finally {
      spark().sql("DROP TABLE IF EXISTS scores");
    }
  }

  @ParameterizedTest
  @CsvSource(textBlock = ALL_MODES)
  void views(boolean adaptive, boolean codegen) {
    mode(adaptive, codegen);
    scored().createOrReplaceTempView("scored");
    Dataset<Row> view = spark().sql("SELECT * FROM scored");
    assertThat(Rows.sorted(view)).isEqualTo(expected);
    assertThat(Plans.metric(view, "rows")).isEqualTo(SampleTables.SCORED);
  }

  @ParameterizedTest
  @CsvSource(textBlock = ALL_MODES)
  void streams(boolean adaptive, boolean codegen) throws Exception {
    mode(adaptive, codegen);
    String name = "stream_" + adaptive + codegen;
    Dataset<Row> input =
        spark()
            .readStream()
            .schema(spark().table("t").schema())
            .option("maxFilesPerTrigger", 1)
            .parquet(SPARK.directory().resolve("t").toString());
    StreamingQuery query =
        input
            .select(col("id"), Nibble.predict(tables.model(), col("f")).as("s"))
            .writeStream()
            .format("memory")
            .queryName(name)
            .start();
    try {
      query.processAllAvailable();
      assertThat(lastExecution(query).executedPlan().toString()).contains("NibblePredict [");
    } finally {
      query.stop();
    }
    assertThat(Rows.sorted(spark().table(name))).isEqualTo(expected);
  }

  // The class of the query is in another package in each line of Spark.
  private static QueryExecution lastExecution(StreamingQuery query) throws Exception {
    Object execution = query.getClass().getMethod("streamingQuery").invoke(query);
    return (QueryExecution) execution.getClass().getMethod("lastExecution").invoke(execution);
  }

  @ParameterizedTest
  @CsvSource(textBlock = ALL_MODES)
  void typedMapsAndRdds(boolean adaptive, boolean codegen) {
    mode(adaptive, codegen);
    Dataset<String> typed =
        scored().map((MapFunction<Row, String>) row -> row.toString(), Encoders.STRING());
    assertThat(typed.collectAsList().stream().sorted()).isEqualTo(expected);
    assertThat(Plans.operators(typed)).hasSize(1);
    assertThat(scored().toJavaRDD().map(row -> row.toString()).collect().stream().sorted())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(textBlock = ALL_MODES)
  void writes(boolean adaptive, boolean codegen) {
    mode(adaptive, codegen);
    String path = SPARK.directory().resolve("out").toString();
    assertScores(() -> scored().write().mode("overwrite").parquet(path));
    assertThat(Rows.sorted(spark().read().parquet(path))).isEqualTo(expected);
  }

  /** Runs a command and checks that the batched operator did its scoring. */
  private static void assertScores(Runnable command) {
    List<String> plans = new ArrayList<>();
    QueryExecutionListener listener = new PlanCollector(plans);
    spark().listenerManager().register(listener);
    try {
      command.run();
      spark().sparkContext().listenerBus().waitUntilEmpty(10_000);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    } finally {
      spark().listenerManager().unregister(listener);
    }
    assertThat(plans).anyMatch(plan -> plan.contains("NibblePredict ["));
  }

  private record PlanCollector(List<String> plans) implements QueryExecutionListener {
    @Override
    public void onSuccess(String name, QueryExecution query, long nanos) {
      plans.add(query.executedPlan().toString());
    }

    @Override
    public void onFailure(String name, QueryExecution query, Exception e) {
      plans.add("failed: " + e);
    }
  }

  private static Dataset<Row> scored() {
    return spark().sql(tables.expand("SELECT id, P(f) s FROM t"));
  }

  private static void mode(boolean adaptive, boolean codegen) {
    spark().conf().set("spark.sql.adaptive.enabled", adaptive);
    spark().conf().set("spark.sql.codegen.wholeStage", codegen);
  }

  private static SparkSession spark() {
    return SPARK.session();
  }
}
