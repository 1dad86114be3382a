package io.nibble.spark.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LONG;

import io.nibble.build.ModelFixtures;
import io.nibble.memory.OffHeap;
import io.nibble.spark.Rows;
import io.nibble.spark.SparkFixture;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much native memory tasks hold, and when they let go of it. */
class TestTaskMemory {
  private static final int WIDTH = 64;
  private static final CountDownLatch SLOW = new CountDownLatch(1);

  @RegisterExtension
  static final SparkFixture SPARK =
      SparkFixture.withPlugin()
          .with("spark.master", "local[4]")
          .with("spark.nibble.batchRows", "1024");

  private static String first;
  private static String second;

  private long models;

  @BeforeAll
  static void createModels() {
    Path directory = SPARK.directory();
    first = ModelFixtures.mlp(directory.resolve("first.nibble"), 3, WIDTH, 256, WIDTH);
    second = ModelFixtures.mlp(directory.resolve("second.nibble"), 4, WIDTH, 256, WIDTH);
    register("fails_at_7", id -> 1 / (id - 7));
    register("is_slow", TestTaskMemory::slowly);
  }

  private static void register(String name, UDF1<Long, Long> function) {
    SPARK.session().udf().register(name, function, DataTypes.LongType);
  }

  private static long slowly(long id) throws InterruptedException {
    SLOW.countDown();
    Thread.sleep(id % 64 == 3 ? 10_000 : 0);
    return id;
  }

  @BeforeEach
  void loadModels() {
    SPARK
        .session()
        .sql("SELECT " + call(second, call(first, "f")) + " FROM " + table(1, 1))
        .collectAsList();
    models = OffHeap.liveBytes();
  }

  @Test
  void partitionsThatOneTaskReadsShareABatch() {
    assertThat(most(score(1000).coalesce(1))).isBetween(models, models + 3 * batchBytes());
  }

  /** Batches of two rows, so that none of the iterators comes to its end. */
  @Test
  void partitionsThatOneTaskReadsInPartShareABatch() {
    SPARK.session().conf().set("spark.nibble.batchRows", "2");
    List<Long> live =
        score(1000)
            .toJavaRDD()
            .mapPartitions(rows -> List.of(rows.hasNext()).iterator())
            .coalesce(1)
            .map(isThere -> OffHeap.liveBytes())
            .collect();
    SPARK.session().conf().set("spark.nibble.batchRows", "1024");
    assertThat(live).hasSize(1000);
    assertThat(Set.copyOf(live)).singleElement(LONG).isGreaterThan(models);
  }

  @Test
  void twoModelsOneAboveTheOtherHoldABatchEach() {
    String query = "SELECT id, " + call(second, call(first, "f")) + " s FROM " + table(5000, 500);
    assertThat(most(SPARK.session().sql(query).coalesce(1)))
        .isBetween(models, models + 3 * batchBytes());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1023, 1024, 1025, 2048})
  void aBatchIsFreedWhenItsRowsAreUsedUp(int rows) {
    String query = "SELECT id, " + call(first, "f") + " s FROM " + table(rows, 1);
    Dataset<Long> after =
        SPARK.session().sql(query).mapPartitions(new LiveAfterAll(), Encoders.LONG());
    assertThat(after.collectAsList()).containsExactly(models);
  }

  @Test
  void nothingIsHeldForAPartitionWithoutRows() {
    List<Long> live =
        score(4).where("id < 0").mapPartitions(new LiveAfterAll(), Encoders.LONG()).collectAsList();
    assertThat(live).containsOnly(models);
  }

  @Test
  void rowsThatNobodyAsksForAreNotWaitedFor() {
    assertThat(score(8).limit(3).collectAsList()).hasSize(3);
    assertThat(score(8).toJavaRDD().take(2)).hasSize(2);
    assertThat(OffHeap.liveBytes()).isEqualTo(models);
  }

  @Test
  void aSideOfACartesianProductIsScoredAgain() {
    String scored = "(SELECT id, " + call(first, "f") + "[0] s FROM " + table(50, 3) + ")";
    String query =
        "SELECT /*+ SHUFFLE_REPLICATE_NL(b) */ a.id, b.id, a.s, b.s FROM "
            + scored
            + " a CROSS JOIN "
            + scored
            + " b";
    List<String> rows = Rows.sorted(SPARK.session().sql(query));
    SPARK.session().conf().set("spark.nibble.enabled", "false");
    assertThat(rows).hasSize(2500).isEqualTo(Rows.sorted(SPARK.session().sql(query)));
    SPARK.session().conf().set("spark.nibble.enabled", "true");
    assertThat(OffHeap.liveBytes()).isEqualTo(models);
  }

  @Test
  void aTaskThatFailsFreesItsBatch() throws InterruptedException {
    String query =
        "SELECT " + call(first, "transform(f, x -> x + fails_at_7(id))") + " FROM " + table(9, 2);
    assertThatThrownBy(() -> SPARK.session().sql(query).collectAsList())
        .rootCause()
        .isInstanceOf(ArithmeticException.class);
    awaitLive(models);
  }

  @Test
  void aTaskThatIsKilledFreesItsBatch() throws Exception {
    String query =
        "SELECT sum(s[0]) FROM (SELECT "
            + call(first, "transform(f, x -> x + is_slow(id))")
            + " s FROM "
            + table(4000, 2)
            + ")";
    ExecutorService thread = Executors.newSingleThreadExecutor();
    Future<?> killed = thread.submit(() -> inGroup("slow", query));
    SLOW.await();
    SPARK.session().sparkContext().cancelJobGroup("slow");
    assertThatThrownBy(killed::get).hasMessageContaining("cancelled");
    thread.shutdown();
    awaitLive(models);
  }

  private static Object inGroup(String group, String query) {
    SPARK.session().sparkContext().setJobGroup(group, query, true);
    return SPARK.session().sql(query).collectAsList();
  }

  private static void awaitLive(long bytes) throws InterruptedException {
    for (int i = 0; i < 200 && OffHeap.liveBytes() != bytes; i++) {
      Thread.sleep(50);
    }
    assertThat(OffHeap.liveBytes()).isEqualTo(bytes);
  }

  private static Dataset<Row> score(int partitions) {
    return SPARK
        .session()
        .sql("SELECT id, " + call(first, "f") + " s FROM " + table(5 * partitions, partitions));
  }

  private static String call(String model, String features) {
    return "nibble_predict('" + model + "', " + features + ")";
  }

  private static String table(int rows, int partitions) {
    return "(SELECT id, transform(sequence(1, "
        + WIDTH
        + "), i -> CAST(sin(id * i) AS FLOAT)) f FROM range(0, "
        + rows
        + ", 1, "
        + partitions
        + "))";
  }

  /** Input, hidden layer and output of 1024 rows, and a little more. */
  private static long batchBytes() {
    return 1024L * Float.BYTES * (WIDTH + 2 * 256 + WIDTH) + (2 << 20);
  }

  private static long most(Dataset<Row> rows) {
    return rows.mapPartitions(new MostLive(), Encoders.LONG()).collectAsList().get(0);
  }

  private static final class MostLive implements MapPartitionsFunction<Row, Long> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<Long> call(Iterator<Row> rows) {
      long most = 0;
      while (rows.hasNext()) {
        rows.next();
        most = Math.max(most, OffHeap.liveBytes());
      }
      return List.of(most).iterator();
    }
  }

  private static final class LiveAfterAll implements MapPartitionsFunction<Row, Long> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<Long> call(Iterator<Row> rows) {
      rows.forEachRemaining(row -> {});
      return List.of(OffHeap.liveBytes()).iterator();
    }
  }
}
