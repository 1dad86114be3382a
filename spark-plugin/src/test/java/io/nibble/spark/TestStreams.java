package io.nibble.spark;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.nibble.build.ModelFixtures;
import io.nibble.spark.ml.NibbleModel;
import io.nibble.spark.score.BadRowException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams from files to files: the rows and bits of the batch query, no row missing or twice. */
class TestStreams {
  private static final String BAD = "CASE id % 10 WHEN 1 THEN array(1F) ELSE f END";

  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  @TempDir private static Path models;
  private static String model;

  @TempDir private Path directory;
  private StreamFolders folders;

  @BeforeEach
  void createFolders() {
    folders = new StreamFolders(directory);
    model =
        ModelFixtures.classifier(
            models.resolve("m.nibble"), 5, SampleTables.LABELS, StreamFolders.WIDTH, 20, 3);
    SPARK.session().conf().set("spark.nibble.badRows", "fail");
  }

  static Stream<Named<UnaryOperator<Dataset<Row>>>> doors() {
    return Stream.of(
        Named.of("nibble_predict", TestStreams::predict),
        Named.of("nibble_classify", rows -> rows.select(col("id"), Nibble.classify(model, f()))),
        Named.of("NibbleModel", rows -> stage().transform(rows).drop("f")));
  }

  private static Dataset<Row> predict(Dataset<Row> rows) {
    return rows.select(col("id"), Nibble.predict(model, f()).as("s"));
  }

  private static NibbleModel stage() {
    return new NibbleModel().setModelPath(model).setFeaturesCol("f");
  }

  private static org.apache.spark.sql.Column f() {
    return col("f");
  }

  @ParameterizedTest
  @MethodSource("doors")
  void stopAndRestart(UnaryOperator<Dataset<Row>> scoring) throws Exception {
    folders.put(spark(), 0, 60, 3);
    folders.interrupt(spark(), scoring);
    assertThat(folders.written(spark()).count()).isBetween(20L, 60L);
    folders.put(spark(), 60, 100, 2);
    folders.run(spark(), scoring);
    List<String> rows = Rows.sorted(folders.written(spark()));
    assertThat(rows).hasSize(100).isEqualTo(folders.expected(spark(), scoring));
    folders.run(spark(), scoring);
    assertThat(Rows.sorted(folders.written(spark()))).as("nothing new").isEqualTo(rows);
  }

  @Test
  void aRunningStreamKeepsItsModelAndTheNextTakesTheNewOne() throws Exception {
    folders.put(spark(), 0, 20, 1);
    StreamingQuery query = folders.start(spark(), TestStreams::predict);
    try {
      query.processAllAvailable();
      List<String> before = folders.expected(spark(), TestStreams::predict);
      replaceModel();
      folders.put(spark(), 20, 40, 2);
      query.processAllAvailable();
      assertThat(Rows.sorted(folders.written(spark()).where("id < 20"))).isEqualTo(before);
    } finally {
      query.stop();
    }
    List<String> old = Rows.sorted(folders.written(spark()));
    assertThat(old).hasSize(40).isNotEqualTo(folders.expected(spark(), TestStreams::predict));
    folders.put(spark(), 40, 60, 1);
    folders.run(spark(), TestStreams::predict);
    Dataset<Row> written = folders.written(spark());
    assertThat(Rows.sorted(written.where("id < 40"))).isEqualTo(old);
    assertThat(Rows.sorted(written.where("id >= 40")))
        .isEqualTo(Rows.sorted(predict(folders.table(spark()).where("id >= 40"))));
  }

  @Test
  void aStreamAnalysedBeforeTheFileChangedRefusesToStartWithAnother() throws Exception {
    folders.put(spark(), 0, 20, 1);
    Dataset<Row> analysed = predict(folders.stream(spark()));
    replaceModel();
    assertThat(Failures.rootCause(() -> folders.run(spark(), rows -> analysed)))
        .hasMessageContaining(
            model + " changed after the query was analysed. Build the query again");
  }

  @Test
  void eachBatchOfForeachBatchIsAnalysedAnewIfItScores() throws Exception {
    VoidFunction2<Dataset<Row>, Long> score =
        (batch, id) -> predict(batch).write().mode("append").parquet(folders.out());
    folders.put(spark(), 0, 20, 1);
    StreamingQuery query = folders.writer(folders.stream(spark())).foreachBatch(score).start();
    try {
      query.processAllAvailable();
      List<String> before = folders.expected(spark(), TestStreams::predict);
      assertThat(Rows.sorted(folders.written(spark()))).isEqualTo(before);
      replaceModel();
      folders.put(spark(), 20, 40, 2);
      query.processAllAvailable();
      Dataset<Row> written = folders.written(spark());
      assertThat(Rows.sorted(written.where("id < 20"))).isEqualTo(before);
      assertThat(Rows.sorted(written.where("id >= 20")))
          .isEqualTo(Rows.sorted(predict(folders.table(spark()).where("id >= 20"))));
    } finally {
      query.stop();
    }
  }

  @ParameterizedTest
  @MethodSource("doors")
  void foreachBatchGetsScoredRows(UnaryOperator<Dataset<Row>> scoring) throws Exception {
    VoidFunction2<Dataset<Row>, Long> write =
        (batch, id) -> batch.write().mode("append").parquet(folders.out());
    folders.put(spark(), 0, 60, 3);
    StreamingQuery query =
        folders.writer(scoring.apply(folders.stream(spark()))).foreachBatch(write).start();
    try {
      query.processAllAvailable();
    } finally {
      query.stop();
    }
    assertThat(Rows.sorted(folders.written(spark())))
        .hasSize(60)
        .isEqualTo(folders.expected(spark(), scoring));
  }

  @Test
  void aBadRowEndsTheStreamAndLosesNothing() throws Exception {
    folders.put(spark(), 0, 20, 1);
    folders.run(spark(), TestStreams::predict);
    folders.put(spark(), 20, 60, 1, BAD);
    Throwable failure = catchThrowable(() -> folders.run(spark(), TestStreams::predict));
    assertThat(failure).isInstanceOf(StreamingQueryException.class);
    assertThat(Failures.rootCause(() -> folders.run(spark(), TestStreams::predict)))
        .isInstanceOf(BadRowException.class)
        .hasMessageContaining("expected 8 numbers, each finite in float32, found 1 numbers")
        .hasMessageContaining("set spark.nibble.badRows=null");
    assertThat(folders.written(spark()).where("id >= 20").count()).isZero();

    spark().conf().set("spark.nibble.badRows", "null");
    folders.run(spark(), TestStreams::predict);
    assertThat(Rows.sorted(folders.written(spark())))
        .hasSize(60)
        .isEqualTo(folders.expected(spark(), TestStreams::predict));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void underNullPolicyBadRowsScoreNull(boolean stage) throws Exception {
    spark().conf().set("spark.nibble.badRows", "null");
    UnaryOperator<Dataset<Row>> scoring =
        stage
            ? rows -> stage().transform(rows).selectExpr("id", "prediction AS s")
            : TestStreams::predict;
    folders.put(spark(), 0, 40, 2, BAD);
    folders.run(spark(), scoring);
    Dataset<Row> written = folders.written(spark());
    assertThat(Rows.sorted(written)).hasSize(40).isEqualTo(folders.expected(spark(), scoring));
    assertThat(Rows.sorted(written.where("s IS NULL").select("id")))
        .containsExactly("[11]", "[1]", "[21]", "[31]");
  }

  private static void replaceModel() throws Exception {
    Path other = models.resolve("other.nibble");
    ModelFixtures.classifier(other, 6, SampleTables.LABELS, StreamFolders.WIDTH, 20, 3);
    Files.move(other, Path.of(model), StandardCopyOption.REPLACE_EXISTING);
  }

  private static SparkSession spark() {
    return SPARK.session();
  }
}
