package io.nibble.bench.spark;

import static org.apache.spark.sql.functions.col;

import io.nibble.spark.Nibble;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What scoring adds to a row, by {@code spark.nibble.batchRows}: a cached table, one thread, models
 * of three sizes. The query without scoring is subtracted.
 */
final class BatchSize {
  private static final int[] BATCH_ROWS = {1, 4, 16, 64, 128, 256, 512, 1024, 4096};
  private static final int[][] MODELS = {{64, 256, 128, 10}, {384, 1536, 384}, {768, 3072, 768}};
  private static final long MULTIPLICATIONS = 4_000_000_000L;
  private static final int MOST_ROWS = 60_000;
  private static final String NOTHING = "nothing";

  private final SparkSession spark;
  private final TaskTime time;
  private final boolean quick;

  private BatchSize(SparkSession spark, boolean quick) {
    this.spark = spark;
    this.time = TaskTime.of(spark);
    this.quick = quick;
  }

  static void run(Path directory, boolean quick) throws Exception {
    try (SparkSession spark = Sessions.local(1)) {
      BatchSize benchmark = new BatchSize(spark, quick);
      for (int[] widths : MODELS) {
        benchmark.measure(directory, widths);
      }
    }
  }

  private void measure(Path directory, int[] widths) throws Exception {
    String name = Arrays.stream(widths).mapToObj(String::valueOf).collect(Collectors.joining("→"));
    Mlp mlp = Mlp.random(widths);
    String model = mlp.quantize(Files.createDirectory(directory.resolve(name)), 32).toString();
    int rows = (int) Math.min(MOST_ROWS, MULTIPLICATIONS / mlp.weights());
    Tables.random(spark, rows, widths[0], 1).cache().createOrReplaceTempView("features");
    spark.table("features").count();
    Rounds rounds = new Rounds();
    rounds.add(NOTHING, () -> time.of(() -> consume(spark.table("features"))));
    for (int batchRows : BATCH_ROWS) {
      rounds.add(String.valueOf(batchRows), () -> score(model, batchRows));
    }
    report(name, rows, rounds.run(2, quick ? 3 : 11));
    spark.catalog().uncacheTable("features");
  }

  private Cost score(String model, int batchRows) throws Exception {
    spark.conf().set("spark.nibble.batchRows", batchRows);
    return time.of(
        () -> consume(spark.table("features").select(col("id"), Nibble.predict(model, col("f")))));
  }

  private static void consume(Dataset<Row> rows) {
    rows.write().format("noop").mode("overwrite").save();
  }

  private static void report(String model, int rows, Map<String, List<Cost>> costs) {
    double nothing = Cost.median(costs.remove(NOTHING), Cost::cpu);
    costs.forEach(
        (batchRows, samples) ->
            System.out.printf(
                Locale.ROOT,
                "{\"bench\":\"batch\",\"model\":\"%s\",\"rows\":%d,\"batch\":%s,"
                    + "\"us_per_row\":%.3f,\"spread_pct\":%.1f}%n",
                model,
                rows,
                batchRows,
                (Cost.median(samples, Cost::cpu) - nothing) / 1e3 / rows,
                Cost.spread(samples, Cost::cpu)));
  }
}
