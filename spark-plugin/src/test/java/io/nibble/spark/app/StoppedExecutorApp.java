package io.nibble.spark.app;

import io.nibble.spark.Nibble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Scores with models 0 and 1; stops one of two executors, and meanwhile unloads model 0 and scores
 * with the others; lets it go on, and unloads those. Arguments: a directory of models, a directory
 * for the rows of each and for what executors hold.
 */
public final class StoppedExecutorApp {
  private static final int SECONDS_TO_UNLOAD = 20;
  private static final int SECONDS_TO_SCORE = 60;

  private final SparkSession spark = SparkSession.builder().getOrCreate();
  private final Path models;
  private final Path directory;

  private StoppedExecutorApp(String[] arguments) {
    models = Path.of(arguments[0]);
    directory = Path.of(arguments[1]);
  }

  /** Some work. */
  private interface Step {
    void run() throws IOException;
  }

  public static void main(String[] args) throws Exception {
    StoppedExecutorApp app = new StoppedExecutorApp(args);
    app.score(0);
    app.score(1);
    app.write("held", StoreReport.collect(app.spark));
    app.stopOne();
    app.unload(1);
    app.unload(2);
    app.write("unloaded", StoreReport.awaitEmpty(app.spark));
    app.spark.stop();
  }

  private void stopOne() throws Exception {
    Path pidFile = directory.resolve("pid");
    JavaFutureAction<List<Long>> stopped = StopItself.start(spark, pidFile);
    long pid = StopItself.await(pidFile);
    try {
      within(SECONDS_TO_UNLOAD, () -> unload(0));
      within(SECONDS_TO_SCORE, () -> score(1));
      within(SECONDS_TO_SCORE, () -> score(2));
    } finally {
      Signal.send("CONT", pid);
    }
    stopped.get(SECONDS_TO_SCORE, TimeUnit.SECONDS);
  }

  private static void within(int seconds, Step step) throws Exception {
    CompletableFuture.runAsync(
            () -> {
              try {
                step.run();
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            })
        .get(seconds, TimeUnit.SECONDS);
  }

  private void score(int model) throws IOException {
    List<Row> rows = spark.sql(ConcurrentQueriesApp.query(models, model)).collectAsList();
    write(Integer.toString(model), rows.stream().map(Row::toString).sorted().toList());
  }

  private void unload(int model) {
    if (!Nibble.unload(models.resolve("m" + model).toString())) {
      throw new IllegalStateException("model " + model + " was not known");
    }
  }

  private void write(String name, List<String> lines) throws IOException {
    Files.write(directory.resolve(name), lines);
  }
}
