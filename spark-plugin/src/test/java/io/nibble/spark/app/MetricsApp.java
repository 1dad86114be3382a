package io.nibble.spark.app;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * Scores a table and waits until the Spark driver knows that the executors have. Arguments: a
 * query, the rows that it scores, a file for what {@code nibble_executors()} says then, a file for
 * the page that Prometheus would read.
 */
public final class MetricsApp {
  private static final long PATIENCE_MILLIS = 60_000;

  private MetricsApp() {}

  public static void main(String[] args) throws Exception {
    SparkSession spark = SparkSession.builder().getOrCreate();
    spark.sql(args[0]).collectAsList();
    long rows = Long.parseLong(args[1]);
    long end = System.currentTimeMillis() + PATIENCE_MILLIS;
    while (reported(spark) < rows && System.currentTimeMillis() < end) {
      Thread.sleep(200);
    }
    List<String> executors = spark.sql("SELECT * FROM nibble_executors()").toJSON().collectAsList();
    Files.write(Path.of(args[2]), executors);
    Files.writeString(Path.of(args[3]), page(spark));
    spark.stop();
  }

  private static long reported(SparkSession spark) {
    return spark.sql("SELECT sum(rows) FROM nibble_executors()").collectAsList().get(0).getLong(0);
  }

  private static String page(SparkSession spark) throws Exception {
    String port = spark.sparkContext().uiWebUrl().get().replaceAll(".*:", "");
    URI page = URI.create("http://127.0.0.1:" + port + "/metrics/prometheus");
    // Spark sends whoever asks to the same address with a slash at the end.
    return HttpClient.newBuilder()
        .followRedirects(HttpClient.Redirect.NORMAL)
        .build()
        .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
