package io.nibble.spark.app;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.Function0;
import org.apache.spark.sql.SparkSession;

/** Runs a function on every executor, some of them more than once. */
final class EveryExecutor implements FlatMapFunction<Iterator<Long>, String> {
  private static final long serialVersionUID = 1L;
  private static final int TASKS = 16;

  private final Function0<String> function;

  private EveryExecutor(Function0<String> function) {
    this.function = function;
  }

  /** The different answers, sorted. */
  static List<String> run(SparkSession spark, Function0<String> function) {
    return spark
        .range(0, TASKS, 1, TASKS)
        .toJavaRDD()
        .mapPartitions(new EveryExecutor(function))
        .collect()
        .stream()
        .distinct()
        .sorted()
        .toList();
  }

  @Override
  public Iterator<String> call(Iterator<Long> rows) throws Exception {
    // Long enough for the other executors to take their share of the tasks.
    Thread.sleep(200);
    return List.of(function.call()).iterator();
  }
}
