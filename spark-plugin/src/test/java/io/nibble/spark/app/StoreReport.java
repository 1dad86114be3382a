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

  /** What each executor says. */
  static List<String> collect(SparkSession spark) {
    return EveryExecutor.run(spark, new StoreReport());
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
