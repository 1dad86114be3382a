package io.nibble.bench.spark;

import io.nibble.spark.NibbleExtensions;
import org.apache.spark.sql.SparkSession;

/** Local Spark, with the plugin and without. */
final class Sessions {
  private Sessions() {}

  /** A session with so many task threads. */
  static SparkSession local(int threads) {
    return builder(threads)
        .config("spark.plugins", "io.nibble.spark.NibblePlugin")
        .config("spark.nibble.native.required", true)
        .getOrCreate();
  }

  /** A session with nothing of Nibble. */
  static SparkSession plain() {
    return builder(1).getOrCreate();
  }

  /** Another session of the same application, with the rules of Nibble. */
  static SparkSession withRules() {
    SparkSession.clearActiveSession();
    SparkSession.clearDefaultSession();
    return SparkSession.builder().withExtensions(new NibbleExtensions()).getOrCreate();
  }

  private static SparkSession.Builder builder(int threads) {
    return SparkSession.builder()
        .master("local[" + threads + "]")
        .appName("nibble-bench")
        .config("spark.ui.enabled", false)
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1");
  }
}
