package io.nibble.bench.spark;

import static org.apache.spark.sql.functions.col;

import io.nibble.bench.peers.Int4Layer;
import io.nibble.bench.peers.Layer;
import io.nibble.spark.Nibble;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * Rows of 384 floats, read from Parquet, scored by an MLP 384→1536→1536→384 and written to Parquet
 * on two threads: with Nibble, with ONNX Runtime in mapPartitions, and copied without scoring. The
 * native kernels alone, on two threads, are the limit.
 */
final class WholeJob {
  private static final int[] WIDTHS = {384, 1536, 1536, 384};
  private static final int THREADS = 2;
  private static final int FILES = 8;
  private static final int BATCH = 128;
  private static final int GROUP = 32;
  private static final String NIBBLE = "nibble_predict";
  private static final String KERNELS = "nibble_kernels";
  private static final String COPY = "copy";

  private final SparkSession spark;
  private final TaskTime time;
  private final Path directory;
  private final int rows;
  private final Rounds rounds = new Rounds();

  private WholeJob(SparkSession spark, Path directory, int rows) {
    this.spark = spark;
    this.time = TaskTime.of(spark);
    this.directory = directory;
    this.rows = rows;
  }

  static void run(Path directory, boolean quick) throws Exception {
    try (SparkSession spark = Sessions.local(THREADS)) {
      new WholeJob(spark, directory, quick ? 20_000 : 160_000).measure(quick);
    }
  }

  private void measure(boolean quick) throws Exception {
    Mlp mlp = Mlp.random(WIDTHS);
    String model = mlp.quantize(directory, GROUP).toString();
    OrtBatch.start();
    spark.conf().set("spark.nibble.batchRows", BATCH);
    // No float comes twice: Parquet's dictionaries would be built and thrown away, for everyone.
    spark.conf().set("parquet.enable.dictionary", false);
    Tables.random(spark, rows, WIDTHS[0], FILES).write().parquet(path("input"));
    rounds.add(KERNELS, () -> KernelRate.measure(model, THREADS, BATCH, rows));
    add(COPY, table -> table);
    add(NIBBLE, table -> table.select(col("id"), Nibble.predict(model, col("f")).as("f")));
    check(NIBBLE, mlp.layers().stream().map(l -> Int4Layer.quantize(l, GROUP, false)).toList());
    for (Contender ort : Contender.all(mlp, GROUP, directory)) {
      add(ort.name(), table -> inMapPartitions(table, ort.factory()));
      check(ort.name(), ort.layers());
    }
    report(rounds.run(1, quick ? 3 : 5), 2.0 * mlp.weights());
  }

  private Dataset<?> inMapPartitions(Dataset<Row> table, BatchModel.Factory model) {
    return table
        .as(Tables.pairs(spark))
        .mapPartitions(
            new ScoredPartition<Tuple2<Long, float[]>>(model, BATCH, Tuple2::_1, Tuple2::_2),
            Tables.pairs(spark))
        .toDF("id", "f");
  }

  /** Adds a contender and runs it once, so that {@link #check} has something to read. */
  private void add(String name, Function<Dataset<Row>, Dataset<?>> scored) throws Exception {
    Callable<Cost> job =
        () ->
            time.of(
                () ->
                    scored
                        .apply(spark.read().parquet(path("input")))
                        .write()
                        .mode(SaveMode.Overwrite)
                        .parquet(path(name)));
    job.call();
    rounds.add(name, job);
  }

  private void check(String name, List<? extends Layer> layers) {
    for (long id : new long[] {0, rows / 2, rows - 1}) {
      Reference.check(name, layers, row("input", id), row(name, id));
    }
  }

  private float[] row(String table, long id) {
    Dataset<Row> found = spark.read().parquet(path(table)).where(col("id").equalTo(id));
    return found.as(Tables.pairs(spark)).head()._2();
  }

  private String path(String table) {
    return directory.resolve(table).toString();
  }

  private void report(Map<String, List<Cost>> costs, double operationsPerRow) {
    double nibble = Cost.median(costs.get(NIBBLE), Cost::wall);
    double kernels = Cost.median(costs.get(KERNELS), Cost::wall);
    double copy = Cost.median(costs.get(COPY), Cost::cpu);
    costs.forEach(
        (name, samples) -> {
          double wall = Cost.median(samples, Cost::wall);
          double cpu = Cost.median(samples, Cost::cpu);
          double scoring = name.equals(KERNELS) ? cpu : cpu - copy;
          System.out.printf(
              Locale.ROOT,
              "{\"bench\":\"job\",\"contender\":\"%s\",\"rows\":%d,\"threads\":%d,\"batch\":%d,"
                  + "\"seconds\":%.3f,\"rows_per_s\":%.0f,\"gops\":%.0f,\"spread_pct\":%.1f,"
                  + "\"ratio_to_nibble\":%.2f,\"pct_of_kernels\":%.0f,\"cpu_us_per_row\":%.2f,"
                  + "\"scoring_cpu_us_per_row\":%.2f}%n",
              name,
              rows,
              THREADS,
              BATCH,
              wall / 1e9,
              rows / wall * 1e9,
              operationsPerRow * rows / wall,
              Cost.spread(samples, Cost::wall),
              wall / nibble,
              100 * kernels / wall,
              cpu / 1e3 / rows,
              scoring / 1e3 / rows);
        });
  }
}
