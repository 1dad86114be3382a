package io.nibble.spark;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.build.ModelFixtures;
import io.nibble.memory.OffHeap;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Continuous processing: one task for as long as the query runs, new iterators each epoch. */
class TestContinuousStream {
  private static final int WIDTH = 8;

  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  @TempDir private static Path directory;

  @Test
  void memoryIsTheSameAfterManyEpochs() throws Exception {
    String model =
        ModelFixtures.classifier(directory.resolve("m.nibble"), 5, SampleTables.LABELS, WIDTH, 3);
    StreamingQuery query = start(Nibble.predict(model, features()));
    try {
      long early = liveBytesAfter(query, 5);
      assertThat(early).isPositive();
      assertThat(liveBytesAfter(query, 40)).isLessThanOrEqualTo(early);
    } finally {
      query.stop();
    }
  }

  private static Column features() {
    Column value = col("value").cast("float");
    return array(
        IntStream.range(0, WIDTH).mapToObj(i -> value.plus(lit(i))).toArray(Column[]::new));
  }

  private static StreamingQuery start(Column scores) throws Exception {
    Dataset<Row> rows =
        SPARK
            .session()
            .readStream()
            .format("rate")
            .option("rowsPerSecond", 200)
            .option("numPartitions", 1)
            .load();
    return rows.select(col("value"), scores.as("s"))
        .writeStream()
        .format("noop")
        .option("checkpointLocation", directory.resolve("checkpoint").toString())
        .trigger(Trigger.Continuous(100, TimeUnit.MILLISECONDS))
        .start();
  }

  /** The greatest of several moments: batches come and go. */
  private static long liveBytesAfter(StreamingQuery query, int epochs) throws Exception {
    while (query.isActive() && epochs() < epochs) {
      Thread.sleep(20);
    }
    query.exception().foreach(TestContinuousStream::fail);
    long greatest = 0;
    for (int i = 0; i < 20; i++) {
      greatest = Math.max(greatest, OffHeap.liveBytes());
      Thread.sleep(20);
    }
    return greatest;
  }

  private static Void fail(Throwable failure) {
    throw new AssertionError(failure);
  }

  /** Progress is not reported under continuous processing, but each epoch is committed. */
  private static long epochs() {
    String[] commits = directory.resolve("checkpoint/commits").toFile().list();
    return commits == null
        ? 0
        : Stream.of(commits)
            .filter(name -> name.matches("\\d+"))
            .mapToLong(Long::parseLong)
            .max()
            .orElse(0);
  }
}
