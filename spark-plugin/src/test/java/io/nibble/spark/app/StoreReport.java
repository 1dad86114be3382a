package io.nibble.spark.app;

import io.nibble.memory.OffHeap;
import io.nibble.spark.models.store.ModelStore;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.Function0;
import org.apache.spark.sql.SparkSession;

/** Says which executor it ran on, how often it loaded a model, and what it holds. */
final class StoreReport implements Function0<String> {
  private static final long serialVersionUID = 1L;
  private static final int MOST_SECONDS = 30;

  /** What each executor says. */
  static List<String> collect(SparkSession spark) {
    return EveryExecutor.run(spark, new StoreReport());
  }

  /** What each executor says once it holds nothing, or in the end. */
  static List<String> awaitEmpty(SparkSession spark) throws InterruptedException {
    List<String> reports = collect(spark);
    for (int i = 0; i < MOST_SECONDS && !reports.stream().allMatch(StoreReport::isEmpty); i++) {
      Thread.sleep(1000);
      reports = collect(spark);
    }
    return reports;
  }

  private static boolean isEmpty(String report) {
    return report.endsWith(" native=0 []");
  }

  @Override
  public String call() {
    ModelStore store = ModelStore.instance();
    return SparkEnv.get().executorId()
        + " loads="
        + store.counts().loads()
        + " native="
        + OffHeap.liveBytes()
        + " "
        + store.holdings();
  }
}
