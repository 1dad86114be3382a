package io.nibble.bench.spark;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.col;

import io.nibble.spark.Nibble;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import scala.Tuple2;

/**
 * What scoring adds to a row of 384 floats when there is next to nothing to compute: a model of one
 * layer with one output, a cached table, one thread. Contenders score with the same model in
 * different ways; the query without scoring is subtracted, round by round.
 */
final class OperatorOverhead {
  private static final int WIDTH = 384;
  private static final int BATCH = 128;
  private static final String NOTHING = "nothing";
  private static final String OPERATOR = "nibble_predict";

  private final SparkSession spark;
  private final TaskTime time;
  private final int rows;

  private OperatorOverhead(SparkSession spark, int rows) {
    this.spark = spark;
    this.time = TaskTime.of(spark);
    this.rows = rows;
  }

  static void run(Path directory, boolean quick) throws Exception {
    String model = Mlp.random(WIDTH, 1).quantize(directory, 32).toString();
    try (SparkSession spark = Sessions.local(1)) {
      new OperatorOverhead(spark, quick ? 50_000 : 200_000).measure(model, quick);
    }
  }

  private void measure(String model, boolean quick) throws Exception {
    BatchModel.Factory plain = batchRows -> BatchModel.nibble(model, batchRows);
    spark.conf().set("spark.nibble.batchRows", BATCH);
    spark
        .udf()
        .register("udf1", new RowScores(plain), DataTypes.createArrayType(DataTypes.FloatType));
    Tables.random(spark, rows, WIDTH, 1).cache().createOrReplaceTempView("features");
    spark.table("features").count();
    Rounds rounds = new Rounds();
    add(rounds, NOTHING, table -> table);
    add(rounds, OPERATOR, table -> table.select(col("id"), Nibble.predict(model, col("f"))));
    add(rounds, "udf1", table -> table.select(col("id"), call_function("udf1", col("f"))));
    add(rounds, "map_partitions_row", table -> overRows(table, plain));
    add(rounds, "map_partitions_array", table -> overArrays(table, plain));
    report(rounds.run(quick ? 3 : 5, quick ? 5 : 15));
  }

  /**
   * Plans and runs a new query every time: adaptive execution would reuse a stage of an old one.
   */
  private void add(Rounds rounds, String name, Function<Dataset<Row>, Dataset<?>> scored) {
    rounds.add(
        name,
        () ->
            time.of(
                () ->
                    scored
                        .apply(spark.table("features"))
                        .write()
                        .format("noop")
                        .mode("overwrite")
                        .save()));
  }

  private Dataset<?> overRows(Dataset<Row> table, BatchModel.Factory model) {
    return table.mapPartitions(
        new ScoredPartition<Row>(model, BATCH, row -> row.getLong(0), RowScores::features),
        Tables.pairs(spark));
  }

  private Dataset<?> overArrays(Dataset<Row> table, BatchModel.Factory model) {
    return table
        .as(Tables.pairs(spark))
        .mapPartitions(
            new ScoredPartition<Tuple2<Long, float[]>>(model, BATCH, Tuple2::_1, Tuple2::_2),
            Tables.pairs(spark));
  }

  private void report(Map<String, List<Cost>> costs) {
    List<Cost> nothing = costs.remove(NOTHING);
    double operator = added(costs.get(OPERATOR), nothing);
    costs.forEach(
        (name, samples) ->
            System.out.printf(
                Locale.ROOT,
                "{\"bench\":\"operator\",\"contender\":\"%s\",\"width\":%d,\"rows\":%d,"
                    + "\"batch\":%d,\"us_per_row\":%.3f,\"ratio_to_nibble\":%.2f,"
                    + "\"query_us_per_row\":%.3f,\"without_us_per_row\":%.3f,"
                    + "\"spread_pct\":%.1f}%n",
                name,
                WIDTH,
                rows,
                BATCH,
                added(samples, nothing),
                added(samples, nothing) / operator,
                Cost.median(samples, Cost::cpu) / 1e3 / rows,
                Cost.median(nothing, Cost::cpu) / 1e3 / rows,
                Cost.spread(samples, Cost::cpu)));
  }

  /** Microseconds of CPU time a row above the query that scores nothing. */
  private double added(List<Cost> samples, List<Cost> nothing) {
    double[] differences = new double[samples.size()];
    for (int i = 0; i < differences.length; i++) {
      differences[i] = samples.get(i).cpu() - nothing.get(i).cpu();
    }
    return Cost.median(differences) / 1e3 / rows;
  }
}
