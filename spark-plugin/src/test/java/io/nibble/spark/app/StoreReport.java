package io.nibble.spark.app;

import io.nibble.kernel.OffHeap;
import io.nibble.spark.broadcast.ModelStore;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.SparkSession;

/** Says which executor it ran on, how often it loaded a model, and what it holds. */
final class StoreReport implements FlatMapFunction<Iterator<Long>, String> {
  private static final long serialVersionUID = 1L;
  private static final int TASKS = 16;

  /** What each executor says. */
  static List<String> collect(SparkSession spark) {
    return spark
        .range(0, TASKS, 1, TASKS)
        .toJavaRDD()
        .mapPartitions(new StoreReport())
        .collect()
        .stream()
        .distinct()
        .sorted()
        .toList();
  }

  @Override
  public Iterator<String> call(Iterator<Long> rows) throws InterruptedException {
    // Long enough for the other executor to take its share of the tasks.
    Thread.sleep(200);
    ModelStore store = ModelStore.instance();
    return List.of(
            SparkEnv.get().executorId()
                + " loads="
                + store.loads()
                + " native="
                + OffHeap.liveBytes()
                + " "
                + store.holdings())
        .iterator();
  }
}
