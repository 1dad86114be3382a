package io.nibble.spark.app;

import io.nibble.spark.Nibble;
import io.nibble.spark.scala.ScalaCollections;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What ITLargeModel submits: scores in peace, scores while blocks are evicted, unloads, and writes
 * down the rows and what is held where. Arguments: a model, a table of features, a directory for
 * the answers.
 */
public final class LargeModelApp {
  private final SparkSession spark;
  private final Path directory;
  private final String query;

  private LargeModelApp(SparkSession spark, String[] arguments) {
    this.spark = spark;
    this.query =
        "SELECT id, nibble_predict('" + arguments[0] + "', f) s FROM (" + arguments[1] + ")";
    this.directory = Path.of(arguments[2]);
  }

  public static void main(String[] args) throws Exception {
    SparkSession spark = SparkSession.builder().getOrCreate();
    LargeModelApp app = new LargeModelApp(spark, args);
    app.score("peace");
    app.write("held", StoreReport.collect(spark));
    app.write("storage", app.storage());
    BlockEvictor.start(spark);
    app.score("evicted");
    app.write("lost", BlockEvictor.stop(spark));
    Nibble.unload(args[0]);
    app.write("unloaded", StoreReport.awaitEmpty(spark));
    spark.stop();
  }

  private void score(String name) throws IOException {
    long start = System.nanoTime();
    List<Row> rows = spark.sql(query).collectAsList();
    System.out.printf("%s: %.1f s%n", name, (System.nanoTime() - start) / 1e9);
    write(name, rows.stream().map(Row::toString).sorted().toList());
  }

  private void write(String name, List<String> lines) throws IOException {
    Files.write(directory.resolve(name), lines);
  }

  /** Bytes of memory that Spark uses for blocks on the driver and on executors. */
  private List<String> storage() {
    String driver = SparkEnv.get().blockManager().blockManagerId().hostPort();
    List<String> lines = new ArrayList<>();
    ScalaCollections.javaMap(spark.sparkContext().getExecutorMemoryStatus())
        .forEach(
            (address, memory) ->
                lines.add(
                    (address.equals(driver) ? "driver " : "executor ")
                        + ((Long) memory._1() - (Long) memory._2())));
    return lines;
  }
}
