package io.nibble.spark.bench;

import io.nibble.model.ModelFixtures;
import io.nibble.spark.SparkFixture;
import io.nibble.spark.broadcast.ModelStore;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Microseconds per row of the batched operator, by batch size, on one core; one line of JSON for
 * each size: the task's CPU time for the query less that for the same query without the call. Sizes
 * take turns, and the best of several rounds counts, so that a busy machine does not blur the
 * comparison. Runs only when named: docs/performance.md has the command.
 */
class BatchSizeBenchmark {
  private static final int WITHOUT = 0;
  private static final int[] BATCH_ROWS = {1, 4, 16, 64, 128, 256, 512, 1024, 4096};
  private static final int[][] MODELS = {{64, 256, 128, 10}, {384, 1536, 384}, {768, 3072, 768}};
  private static final int ROUNDS = 15;
  private static final long MULTIPLICATIONS = 4_000_000_000L;
  private static final int MOST_ROWS = 60_000;

  @RegisterExtension
  static final SparkFixture SPARK = SparkFixture.withPlugin().with("spark.master", "local[1]");

  private final AtomicLong cpuNanos = new AtomicLong();

  @Test
  void measure() throws TimeoutException {
    SPARK.session().conf().set("spark.sql.adaptive.enabled", false);
    SPARK.session().sparkContext().addSparkListener(new CpuTime());
    for (int[] widths : MODELS) {
      measure(widths);
    }
  }

  private void measure(int[] widths) throws TimeoutException {
    SparkSession session = SPARK.session();
    String name = Arrays.stream(widths).mapToObj(String::valueOf).collect(Collectors.joining("→"));
    String model = ModelFixtures.mlp(SPARK.directory().resolve(name), 1, widths);
    long rows = rows(widths);
    Dataset<Row> table = session.sql(table(widths[0], rows)).persist();
    table.count();
    table.createOrReplaceTempView("features");
    Map<Integer, Long> best = new TreeMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      best.merge(WITHOUT, cpu("SELECT id, f FROM features"), Math::min);
      for (int batchRows : BATCH_ROWS) {
        session.conf().set("spark.nibble.batchRows", batchRows);
        String query = "SELECT id, nibble_predict('" + model + "', f) FROM features";
        best.merge(batchRows, cpu(query), Math::min);
      }
    }
    for (int batchRows : BATCH_ROWS) {
      print(name, rows, batchRows, best.get(batchRows) - best.get(WITHOUT));
    }
    table.unpersist(true);
  }

  private static void print(String model, long rows, int batchRows, long nanos) {
    System.out.printf(
        Locale.ROOT,
        "{\"benchmark\":\"batchRows\",\"model\":\"%s\",\"isa\":\"%s\",\"rows\":%d,"
            + "\"batchRows\":%d,\"cpuUsPerRow\":%.3f}%n",
        model,
        ModelStore.instance().holdings().get(0).isa(),
        rows,
        batchRows,
        nanos / 1e3 / rows);
  }

  private static long rows(int[] widths) {
    long multiplications = 0;
    for (int i = 0; i + 1 < widths.length; i++) {
      multiplications += (long) widths[i] * widths[i + 1];
    }
    return Math.min(MOST_ROWS, MULTIPLICATIONS / multiplications);
  }

  private static String table(int width, long rows) {
    return "SELECT id, transform(sequence(1, "
        + width
        + "), i -> cast(sin(id * 64 + i) AS float)) f FROM range(0, "
        + rows
        + ", 1, 1)";
  }

  /** Nanoseconds of CPU time that the tasks of a query take. */
  private long cpu(String query) throws TimeoutException {
    Dataset<Row> rows = SPARK.session().sql(query);
    cpuNanos.set(0);
    rows.queryExecution().toRdd().count();
    SPARK.session().sparkContext().listenerBus().waitUntilEmpty(10_000);
    return cpuNanos.get();
  }

  private final class CpuTime extends SparkListener {
    @Override
    public void onTaskEnd(SparkListenerTaskEnd task) {
      cpuNanos.addAndGet(task.taskMetrics().executorCpuTime());
    }
  }
}
