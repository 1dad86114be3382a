package io.nibble.spark.app;

import io.nibble.spark.broadcast.ModelStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;

/**
 * What ITCluster submits: scores a table, then asks every executor what its store holds. Arguments:
 * a query, a file for its rows, a file for what the executors say.
 */
public final class ScoringApp {
  private static final int TASKS = 16;

  private ScoringApp() {}

  public static void main(String[] args) throws IOException {
    SparkSession spark = SparkSession.builder().getOrCreate();
    spark.udf().register("crash_at", new CrashAt(), DataTypes.BooleanType);
    List<Row> rows = spark.sql(args[0]).collectAsList();
    Files.write(Path.of(args[1]), rows.stream().map(Row::toString).sorted().toList());
    List<String> reports =
        spark.range(0, TASKS, 1, TASKS).toJavaRDD().mapPartitions(new Report()).collect();
    Files.write(Path.of(args[2]), reports.stream().distinct().sorted().toList());
    spark.stop();
  }

  /** True, but ends the executor's JVM at the first attempt to get past the second argument. */
  private static final class CrashAt implements UDF2<Long, Long, Boolean> {
    private static final long serialVersionUID = 1L;

    @Override
    public Boolean call(Long id, Long where) {
      if (id.equals(where) && TaskContext.get().attemptNumber() == 0) {
        Runtime.getRuntime().halt(1);
      }
      return true;
    }
  }

  /** Says which executor it ran on, how often it loaded a model, and what it holds. */
  private static final class Report implements FlatMapFunction<Iterator<Long>, String> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<String> call(Iterator<Long> rows) throws InterruptedException {
      // Long enough for the other executor to take its share of the tasks.
      Thread.sleep(200);
      ModelStore store = ModelStore.instance();
      String report = SparkEnv.get().executorId() + " loads=" + store.loads() + " ";
      return List.of(report + store.holdings()).iterator();
    }
  }
}
