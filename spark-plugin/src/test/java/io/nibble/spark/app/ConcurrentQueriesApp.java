package io.nibble.spark.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Runs queries at the same time. Arguments: a directory of models, how many queries, a directory
 * for the answers: file {@code i} has the rows of query i, {@code reports} what executors hold.
 */
public final class ConcurrentQueriesApp {
  private ConcurrentQueriesApp() {}

  /** A query whose answers depend on the model alone; names of models are m0, m1, … */
  static String query(Path models, int model) {
    return "SELECT id, nibble_predict('"
        + models.resolve("m" + model)
        + "', transform(sequence(1, 64), i -> cast(sin(id * 64 + i) AS float))) s"
        + " FROM range(0, 60, 1, 6)";
  }

  public static void main(String[] args) throws Exception {
    Path models = Path.of(args[0]);
    int queries = Integer.parseInt(args[1]);
    Path answers = Path.of(args[2]);
    int kinds = models.toFile().list().length;
    SparkSession spark = SparkSession.builder().getOrCreate();
    ExecutorService threads = Executors.newFixedThreadPool(queries);
    List<Future<Path>> running = new ArrayList<>();
    for (int i = 0; i < queries; i++) {
      String query = query(models, i % kinds);
      Path file = answers.resolve(Integer.toString(i));
      running.add(
          threads.submit(
              () -> {
                List<Row> rows = spark.sql(query).collectAsList();
                return Files.write(file, rows.stream().map(Row::toString).sorted().toList());
              }));
    }
    for (Future<Path> query : running) {
      query.get();
    }
    threads.shutdown();
    Files.write(answers.resolve("reports"), StoreReport.collect(spark));
    spark.stop();
  }
}
