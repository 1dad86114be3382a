package io.nibble.spark;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;

/**
 * A folder of Parquet files that a stream reads, one file a batch, the folder that it writes and
 * its checkpoint. Rows: id, and features f of {@link #WIDTH} floats, NULL where id % 17 = 3.
 */
final class StreamFolders {
  static final int WIDTH = 8;

  private final String in;
  private final String out;
  private final String checkpoint;

  StreamFolders(Path directory) {
    in = directory.resolve("in").toString();
    out = directory.resolve("out").toString();
    checkpoint = directory.resolve("checkpoint").toString();
  }

  /** Adds rows {@code from} to {@code to}, in as many files; {@code features} may spoil f. */
  void put(SparkSession spark, int from, int to, int files, String features) {
    spark
        .range(from, to, 1, files)
        .selectExpr("id", "transform(sequence(1, 8), i -> float(sin(id * i))) AS good")
        .selectExpr("id", features.replace("f", "good") + " AS f")
        .write()
        .mode("append")
        .parquet(in);
  }

  void put(SparkSession spark, int from, int to, int files) {
    put(spark, from, to, files, "CASE WHEN id % 17 != 3 THEN f END");
  }

  /** The whole input, as a batch query sees it. */
  Dataset<Row> table(SparkSession spark) {
    return spark.read().schema("id BIGINT, f ARRAY<FLOAT>").parquet(in);
  }

  Dataset<Row> stream(SparkSession spark) {
    return spark
        .readStream()
        .schema("id BIGINT, f ARRAY<FLOAT>")
        .option("maxFilesPerTrigger", 1)
        .parquet(in);
  }

  /** Starts a query, from where the checkpoint stands, into the folder of output. */
  StreamingQuery start(SparkSession spark, UnaryOperator<Dataset<Row>> scoring)
      throws TimeoutException {
    return writer(scoring.apply(stream(spark))).format("parquet").start(out);
  }

  // Not by options: the writer's method has another signature in each line of Spark.
  DataStreamWriter<Row> writer(Dataset<Row> rows) {
    rows.sparkSession().conf().set("spark.sql.streaming.checkpointLocation", checkpoint);
    return rows.writeStream().queryName("scored");
  }

  /** Runs a query over everything that is there, and stops it. */
  void run(SparkSession spark, UnaryOperator<Dataset<Row>> scoring) throws Exception {
    StreamingQuery query = start(spark, scoring);
    try {
      query.processAllAvailable();
    } finally {
      query.stop();
    }
  }

  /** Runs a query until it has written a batch, and stops it in the middle of whatever it does. */
  void interrupt(SparkSession spark, UnaryOperator<Dataset<Row>> scoring) throws Exception {
    StreamingQuery query = start(spark, scoring);
    try {
      while (query.isActive() && !hasWritten(query)) {
        Thread.sleep(5);
      }
    } finally {
      query.stop();
    }
  }

  private static boolean hasWritten(StreamingQuery query) {
    return Arrays.stream(query.recentProgress()).anyMatch(p -> p.numInputRows() > 0);
  }

  Dataset<Row> written(SparkSession spark) {
    return spark.read().parquet(out);
  }

  /** The folder of output, for writers other than the file sink. */
  String out() {
    return out;
  }

  /** What the scored batch query gives, for comparison with {@link #written}. */
  List<String> expected(SparkSession spark, UnaryOperator<Dataset<Row>> scoring) {
    return Rows.sorted(scoring.apply(table(spark)));
  }
}
