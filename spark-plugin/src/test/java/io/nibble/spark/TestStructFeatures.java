package io.nibble.spark;

import static org.apache.spark.sql.functions.udf;
import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.build.ModelFixtures;
import io.nibble.spark.scala.ScalaCollections;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Features in a struct: whatever makes it, it is evaluated once for each row. */
class TestStructFeatures {
  private static final int ROWS = 1000;
  private static final String ENABLED = "spark.nibble.enabled";
  private static final String BAD_ROWS = "spark.nibble.badRows";
  private static final StructType FIELDS =
      new StructType()
          .add("a", DataTypes.FloatType)
          .add("b", DataTypes.DoubleType)
          .add("c", DataTypes.LongType);

  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  private static final LongAdder CALLS = new LongAdder();
  private static final Map<Long, List<Number>> MADE = new ConcurrentHashMap<>();
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final Random RANDOM = new Random(4);

  private static String model;

  @BeforeAll
  static void createModel() {
    model =
        ModelFixtures.mlp(SPARK.directory().resolve("m.nibble"), 5, List.of("x", "y"), 3, 20, 2);
    UDF1<Long, Row> make = TestStructFeatures::make;
    SPARK.session().udf().register("feat", make, FIELDS);
    SPARK.session().udf().register("chance", udf(make, FIELDS).asNondeterministic());
  }

  private static Row make(long id) {
    CALLS.increment();
    List<Number> made = List.of(RANDOM.nextFloat(), RANDOM.nextGaussian(), RANDOM.nextLong());
    MADE.put(id, made);
    return RowFactory.create(made.toArray());
  }

  @AfterEach
  void reset() {
    CALLS.reset();
    MADE.clear();
    SPARK.session().conf().unset(ENABLED);
    SPARK.session().conf().unset(BAD_ROWS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true  | SELECT id, P(feat(id)) FROM ids",
        "false | SELECT id, P(feat(id)) FROM ids",
        "true  | SELECT id, P(chance(id)) FROM ids",
        "false | SELECT id, P(chance(id)) FROM ids",
        "true  | SELECT id, P(s) FROM (SELECT id, feat(id) AS s FROM ids)",
        "false | SELECT id, P(s) FROM (SELECT id, feat(id) AS s FROM ids)",
        "true  | SELECT id, P(s) FROM (SELECT id, chance(id) AS s FROM ids)",
        "true  | SELECT id, CASE WHEN id >= 0 THEN P(feat(id)) END FROM ids",
        "true  | SELECT id, transform(array(feat(id)), s -> P(s))[0] FROM ids"
      })
  void aFunctionIsCalledOnceForEachRow(String enabled, String sql) throws IOException {
    SPARK.session().conf().set(ENABLED, enabled);
    List<Row> rows = sql(sql).collectAsList();
    assertThat(CALLS.sum()).isEqualTo(ROWS);
    assertThat(rows).hasSize(ROWS);
    try (DirectScores reference = DirectScores.of(model)) {
      for (Row row : rows) {
        assertThat(row.<Float>getList(1)).isEqualTo(reference.score(MADE.get(row.getLong(0))));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT id FROM ids WHERE P(feat(id))[0] > -1e38",
        "SELECT id, nibble_classify('MODEL', feat(id)) FROM ids",
        "SELECT sum(P(feat(id))[0]) FROM ids",
        "SELECT id FROM ids ORDER BY P(feat(id))[0] LIMIT 5"
      })
  void whereverTheCallStands(String sql) {
    sql(sql).collect();
    assertThat(CALLS.sum()).isEqualTo(ROWS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void jsonIsParsedOnce(String enabled) {
    SPARK.session().conf().set(ENABLED, enabled);
    String json = "from_json(concat('{\"a\":', id, ',\"b\":2,\"c\":3}'), 'a FLOAT, b INT, c INT')";
    Dataset<Row> query = sql("SELECT id, P(" + json + ") AS s FROM ids");
    assertThat(query.queryExecution().optimizedPlan().toString().split("from_json", -1)).hasSize(2);
    assertThat(Rows.sorted(query))
        .isEqualTo(Rows.sorted(sql("SELECT id, P(array(float(id), 2, 3)) FROM ids")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"struct(COLUMNS)", "struct(w.*)", "s"})
  void plansGrowWithTheColumns(String features) {
    long half = plan(512, features);
    assertThat(plan(1024, features)).isLessThan(3 * half);
  }

  /** The nodes of the expressions of a query over so many columns, planned in good time. */
  private static long plan(int columns, String features) {
    String wide = ModelFixtures.mlp(SPARK.directory().resolve("wide.nibble"), 5, columns, 4, 2);
    String names =
        IntStream.range(0, columns).mapToObj(i -> "c" + i).collect(Collectors.joining(", "));
    String table = names.replaceAll("c\\d+", "id + 1 AS $0");
    Dataset<Row> query =
        SPARK
            .session()
            .sql(
                ("SELECT nibble_predict('%s', %s) FROM (SELECT *, struct(*) AS s FROM (SELECT %s"
                        + " FROM range(3))) AS w")
                    .formatted(
                        wide,
                        features.replace("COLUMNS", names).replace("w.*", "w.* EXCEPT (s)"),
                        table));
    long start = THREADS.getCurrentThreadCpuTime();
    LogicalPlan plan = query.queryExecution().optimizedPlan();
    assertThat(Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - start))
        .as("processor time")
        .isLessThan(Duration.ofSeconds(5));
    assertThat(query.count()).isEqualTo(3);
    return nodes(plan);
  }

  private static long nodes(LogicalPlan plan) {
    long own = 0;
    for (Expression e : ScalaCollections.list(plan.expressions())) {
      own += nodes(e);
    }
    for (LogicalPlan child : ScalaCollections.list(plan.children())) {
      own += nodes(child);
    }
    return own;
  }

  private static long nodes(Expression e) {
    return 1
        + ScalaCollections.list(e.children()).stream().mapToLong(TestStructFeatures::nodes).sum();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tinyint(-7), smallint(300), 70000",
        "9007199791611905, bigint(-1), id",
        "1.5F, -2.5F, 3e38F",
        "1e-300D, 1.1D, double(id)",
        "123.45BD, cast(12345678901234567890.123456789 AS DECIMAL(38,10)), -0.1",
        "1F, 2, 3.5"
      })
  void everyTypeOfNumberIsReadByWayOfDouble(String numbers) {
    String doubles =
        java.util.Arrays.stream(numbers.split(", (?!DEC)"))
            .map(number -> "double(" + number + ")")
            .collect(Collectors.joining(", "));
    String expected = Rows.sorted(sql("SELECT id, P(array(" + doubles + ")) FROM ids")).toString();
    for (String enabled : List.of("true", "false")) {
      SPARK.session().conf().set(ENABLED, enabled);
      assertThat(Rows.sorted(sql("SELECT id, P(struct(" + numbers + ")) FROM ids")))
          .hasToString(expected);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "struct(1, if(id = 3, NULL, 2) AS two, 3)     | NULL in element 1 (field two)",
        "struct(1, 2, NULL AS three)                  | NULL in element 2 (field three)",
        "struct(1, if(id = 3, double('NaN'), 2), 3)   | element 1 = NaN",
        "struct(if(id = 3, 1e39, 2), 2, 3)            | element 0 = Infinity"
      })
  void aBadFieldIsABadRow(String features, String found) {
    String query = "SELECT id, P(" + features + ") AS s FROM ids";
    assertThat(Failures.rootCause(() -> sql(query).collect())).hasMessageContaining(found);
    SPARK.session().conf().set(BAD_ROWS, "null");
    assertThat(sql(query).where("s IS NULL AND id = 3").count()).isEqualTo(1);
  }

  @Test
  void aNullStructHasNoScores() {
    assertThat(Rows.sorted(sql("SELECT P(if(id < 999, NULL, struct(1, 2, 3))) FROM ids")))
        .hasSize(ROWS)
        .filteredOn("[null]"::equals)
        .hasSize(ROWS - 1);
  }

  private static Dataset<Row> sql(String sql) {
    return SPARK
        .session()
        .sql(
            sql.replace("P(", "nibble_predict('MODEL', ")
                .replace("MODEL", model)
                .replace("ids", "range(0, " + ROWS + ", 1, 2)"));
  }
}
