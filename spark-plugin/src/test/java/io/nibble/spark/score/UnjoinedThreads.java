package io.nibble.spark.score;

import io.nibble.build.ModelFixtures;
import io.nibble.spark.LogCapture;
import io.nibble.spark.SparkFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Queries whose rows are pulled by a thread that outlives its task: a script answers early, LIMIT
 * ends the task, and the thread that feeds the script is somewhere between the rows and the kernel.
 */
public final class UnjoinedThreads {
  private static final String ANSWERS_EARLY =
      "read -r x; sleep 0.1; echo \"$x\"; echo \"$x\"; echo \"$x\"; cat > /dev/null";

  private static final int WIDTH = 512;

  private final SparkFixture spark;
  private final String scored;

  /**
   * @param call an expression of the features f, an array
   */
  UnjoinedThreads(SparkFixture spark, String call) {
    this.spark = spark;
    this.scored =
        "SELECT id, "
            + call
            + "[0] s FROM (SELECT id, transform(sequence(1, "
            + WIDTH
            + "), i -> CAST(sin(id * i) AS FLOAT)) f FROM range(0, 20000, 1, 2))";
  }

  /** Writes a model whose batches take long. */
  static String wideModel(SparkFixture spark) {
    return ModelFixtures.mlp(spark.directory().resolve("wide.nibble"), 3, WIDTH, 1024, WIDTH, 2);
  }

  /** The long run: so many queries of each kind in one JVM. */
  public static void main(String[] args) throws Exception {
    int queries = Integer.parseInt(args[0]);
    SparkFixture spark =
        SparkFixture.withPlugin()
            .with("spark.master", "local[4]")
            .with("spark.nibble.batchRows", "2048")
            .start();
    UnjoinedThreads threads =
        new UnjoinedThreads(spark, "nibble_predict('" + wideModel(spark) + "', f)");
    List<String> problems = new ArrayList<>(threads.transform(queries, 4));
    problems.addAll(threads.pipe(queries, 4));
    spark.stop();
    problems.forEach(System.out::println);
    System.out.printf("%d queries of each kind, %d problems%n", queries, problems.size());
    System.exit(problems.isEmpty() ? 0 : 1);
  }

  /** Runs so many queries, a few at a time; returns what was logged with a trace or as an error. */
  List<String> transform(int queries, int atATime) throws Exception {
    return run(queries, atATime, this::transformed);
  }

  /** The same with {@code RDD.pipe}. */
  List<String> pipe(int queries, int atATime) throws Exception {
    return run(queries, atATime, this::piped);
  }

  private Object transformed() {
    Dataset<Row> query =
        spark
            .session()
            .sql(
                "SELECT TRANSFORM(id, s) USING '"
                    + ANSWERS_EARLY.replace("'", "\\'")
                    + "' AS (id STRING, s STRING) FROM ("
                    + scored
                    + ") LIMIT 1");
    return query.collectAsList();
  }

  private Object piped() {
    return spark
        .session()
        .sql(scored)
        .toJavaRDD()
        .map(row -> row.mkString())
        .pipe(List.of("bash", "-c", ANSWERS_EARLY))
        .take(1);
  }

  private static void awaitEnd() throws InterruptedException {
    while (Thread.getAllStackTraces().keySet().stream().anyMatch(UnjoinedThreads::feeds)) {
      Thread.sleep(20);
    }
  }

  private static boolean feeds(Thread thread) {
    return thread.getName().endsWith("-Feed") || thread.getName().startsWith("stdin writer");
  }

  private static List<String> run(int queries, int atATime, Callable<Object> query)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(atATime);
    try (LogCapture log = LogCapture.all()) {
      List<Callable<Object>> all = IntStream.range(0, queries).mapToObj(i -> query).toList();
      for (Future<Object> answer : threads.invokeAll(all)) {
        answer.get();
      }
      awaitEnd();
      return log.problems();
    } finally {
      threads.shutdown();
    }
  }
}
