package io.nibble.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings of a query are those of the session that runs it, wherever its text comes from. */
class TestSessionSettings {
  private static final String BAD_ROWS = "spark.nibble.badRows";
  private static final String ENABLED = "spark.nibble.enabled";
  private static final String ISA = "spark.nibble.isa";
  private static final String REQUIRED = "spark.nibble.native.required";
  private static final String BAD = "cannot score input row";
  private static final long SPOILT = 30;

  // Set at submission: what a session does not set itself.
  @RegisterExtension
  static final SparkFixture SPARK = SparkFixture.withPlugin().with(BAD_ROWS, "null");

  private static SampleTables tables;

  @BeforeAll
  static void createViews() {
    tables = SampleTables.create(SPARK);
    sql("CREATE TEMPORARY VIEW text_view AS SELECT id, P(f) AS s FROM bad");
    sql("CREATE TEMPORARY VIEW view_of_view AS SELECT id, s FROM text_view");
    String stored = "parquet.`" + SPARK.directory().resolve("bad") + "`";
    sql("CREATE GLOBAL TEMPORARY VIEW shared_view AS SELECT id, P(f) AS s FROM " + stored);
    sql("SELECT id, P(f) AS s FROM bad").createOrReplaceTempView("dataset_view");
    SPARK.session().conf().set(BAD_ROWS, "fail");
    SPARK.session().conf().set(REQUIRED, true);
    sql("CREATE TEMPORARY VIEW strict_view AS SELECT id, P(f) AS s FROM bad");
    sql("SELECT id, P(f) AS s FROM bad").createOrReplaceGlobalTempView("strict_dataset");
    SPARK.session().conf().unset(BAD_ROWS);
    SPARK.session().conf().unset(REQUIRED);
    if (hasSqlFunctions()) {
      String returns = "(x ARRAY<FLOAT>) RETURNS ARRAY<FLOAT> RETURN P(x)";
      sql("CREATE TEMPORARY FUNCTION scores" + returns);
      sql(
          "CREATE TEMPORARY FUNCTION scored() RETURNS TABLE (id INT, s ARRAY<FLOAT>)"
              + " RETURN SELECT id, P(f) FROM bad");
    }
  }

  @AfterEach
  void reset() {
    List.of(BAD_ROWS, ENABLED, ISA, REQUIRED).forEach(SPARK.session().conf()::unset);
  }

  static Stream<String> queries() {
    Stream<String> views =
        Stream.of(
            "SELECT id, P(f) AS s FROM bad",
            "SELECT id, transform(array(f), x -> P(x))[0] AS s FROM bad",
            "SELECT id, (SELECT max(s) FROM text_view v WHERE v.id = bad.id) AS s FROM bad",
            "SELECT * FROM text_view",
            "SELECT * FROM strict_view",
            "SELECT * FROM view_of_view",
            "SELECT * FROM dataset_view",
            "SELECT * FROM global_temp.shared_view",
            "SELECT * FROM global_temp.strict_dataset");
    Stream<String> functions =
        Stream.of("SELECT id, scores(f) AS s FROM bad", "SELECT * FROM scored()");
    return hasSqlFunctions() ? Stream.concat(views, functions) : views;
  }

  @ParameterizedTest
  @MethodSource("queries")
  void countWhereverTheCallIsWritten(String query) {
    for (String enabled : List.of("true", "false")) {
      SPARK.session().conf().set(ENABLED, enabled);
      assertThat(nulls(SPARK.session(), query)).isEqualTo(SPOILT);
      SPARK.session().conf().set(BAD_ROWS, "fail");
      assertThatThrownBy(() -> nulls(SPARK.session(), query)).hasStackTraceContaining(BAD);
      SPARK.session().conf().unset(BAD_ROWS);
    }
  }

  @ParameterizedTest
  @MethodSource("queries")
  void theKernelsToo(String query) {
    SPARK.session().conf().set(ISA, "nosuch");
    assertThatThrownBy(() -> nulls(SPARK.session(), query))
        .hasStackTraceContaining("spark.nibble.isa is 'nosuch'");
  }

  /** It is there for these tests, so that only the plan shows whether it is required. */
  @ParameterizedTest
  @MethodSource("queries")
  void theNativeLibraryToo(String query) {
    for (boolean required : List.of(true, false)) {
      SPARK.session().conf().set(REQUIRED, required);
      assertThat(Plans.calls(sql(query)))
          .isNotEmpty()
          .allMatch(call -> call.settings().nativeRequired() == required);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"shared_view", "strict_dataset"})
  void eachSessionHasItsOwn(String view) {
    SparkSession strict = SPARK.session().newSession();
    strict.conf().set(BAD_ROWS, "fail");
    String query = "SELECT * FROM global_temp." + view;
    Dataset<Row> strictly = strict.sql(query);
    assertThat(nulls(SPARK.session(), query)).isEqualTo(SPOILT);
    assertThatThrownBy(strictly::collect).hasStackTraceContaining(BAD);
  }

  /** As with Spark's own settings: those of its first run, or of the plan that is shown first. */
  @Test
  void aDatasetKeepsThoseOfItsPlan() {
    SPARK.session().conf().set(BAD_ROWS, "fail");
    Dataset<Row> scored = sql("SELECT id, P(f) AS s FROM bad");
    SPARK.session().conf().set(BAD_ROWS, "null");
    assertThat(scored.collectAsList()).hasSize(60);
    SPARK.session().conf().set(BAD_ROWS, "fail");
    assertThat(scored.collectAsList()).hasSize(60);
    assertThatThrownBy(() -> scored.where("s IS NULL").count()).hasStackTraceContaining(BAD);
  }

  @Test
  void aStreamHasThoseOfItsStart() throws Exception {
    String path = SPARK.directory().resolve("bad").toString();
    Dataset<Row> stream =
        SPARK
            .session()
            .readStream()
            .schema(SPARK.session().table("bad").schema())
            .parquet(path)
            .selectExpr("id", tables.expand("P(f) AS s"));
    SPARK.session().conf().set(BAD_ROWS, "fail");
    StreamingQuery strict = start(stream, "strict_stream");
    assertThatThrownBy(strict::processAllAvailable).hasStackTraceContaining(BAD);
    SPARK.session().conf().set(BAD_ROWS, "null");
    StreamingQuery lenient = start(stream, "lenient_stream");
    lenient.processAllAvailable();
    lenient.stop();
    assertThat(nulls(SPARK.session(), "SELECT * FROM lenient_stream")).isEqualTo(SPOILT);
  }

  private static StreamingQuery start(Dataset<Row> stream, String name) throws Exception {
    return stream.writeStream().format("memory").queryName(name).start();
  }

  @Test
  void aCacheIsReadUnderThePolicyThatItWasMadeUnder() {
    Dataset<Row> cached = sql("SELECT id, P(f) AS s FROM bad").cache();
    assertThat(cached.count()).isEqualTo(60);
    SPARK.session().conf().set(ISA, "java");
    assertThat(Plans.cached(sql("SELECT id, P(f) AS s FROM bad"))).isTrue();
    SPARK.session().conf().set(BAD_ROWS, "fail");
    assertThat(Plans.cached(sql("SELECT id, P(f) AS s FROM bad"))).isFalse();
    SPARK.session().catalog().clearCache();
  }

  private static long nulls(SparkSession session, String query) {
    return session.sql(tables.expand(query)).collectAsList().stream()
        .filter(row -> row.isNullAt(1))
        .count();
  }

  private static Dataset<Row> sql(String sql) {
    return SPARK.session().sql(tables.expand(sql));
  }

  static boolean hasSqlFunctions() {
    return !org.apache.spark.package$.MODULE$.SPARK_VERSION().startsWith("3.");
  }
}
