package io.nibble.bench.spark;

import org.apache.spark.sql.SparkSession;

/** Local Spark with the plugin. */
final class Sessions {
  private Sessions() {}

  /** A session with so many task threads. */
  static SparkSession local(int threads) {
    return SparkSession.builder()
        .master("local[" + threads + "]")
        .appName("nibble-bench")
        .config("spark.plugins", "io.nibble.spark.NibblePlugin")
        .config("spark.nibble.native.required", true)
        .config("spark.ui.enabled", false)
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate();
  }
}
