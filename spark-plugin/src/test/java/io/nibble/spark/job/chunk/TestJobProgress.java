package io.nibble.spark.job.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.cli.console.ProgressLine;
import io.nibble.spark.SparkFixture;
import io.nibble.spark.job.input.Chunk;
import io.nibble.spark.job.input.InputFile;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TestJobProgress {
  @RegisterExtension static final SparkFixture SPARK = SparkFixture.plain();

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final AtomicLong clock = new AtomicLong();

  @Test
  void countsTheTasksOfItsChunks() throws Exception {
    Chunk first = new Chunk(0, List.of(new InputFile("a", 60, 1)));
    Chunk second = new Chunk(1, List.of(new InputFile("b", 40, 1)));
    ProgressLine line = new ProgressLine(new PrintStream(err, true), clock::get);
    JobProgress progress =
        new JobProgress(line, clock::get, List.of(first, second), List.of(second));
    clock.set(2_000_000_000L);
    SparkSession spark = SPARK.session();
    String table = SPARK.directory().resolve("t").toString();
    spark.range(0, 500, 1, 2).write().parquet(table);
    spark.sparkContext().addSparkListener(progress);
    spark.read().parquet(table).write().format("noop").mode("append").save();
    Dataset<Row> rows = spark.read().parquet(table);
    spark.sparkContext().setLocalProperty(JobProgress.CHUNK, "20");
    rows.write().format("noop").mode("append").save();
    spark.sparkContext().listenerBus().waitUntilEmpty(10_000);
    assertThat(progress.text()).isEqualTo("score: 500 rows, 250 rows/s, 80 % done, 2 s left");
    assertThat(err.toString()).contains("% done");
    clock.set(8_000_000_000_000L);
    assertThat(progress.text()).endsWith("80 % done, 2 h 13 min left");
  }
}
