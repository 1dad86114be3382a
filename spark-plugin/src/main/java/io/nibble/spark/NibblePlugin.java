package io.nibble.spark;

import io.nibble.spark.scala.Compatibility;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.SparkPlugin;

/** Everything with one setting: {@code spark.plugins=io.nibble.spark.NibblePlugin}. */
public final class NibblePlugin implements SparkPlugin {
  @Override
  public DriverPlugin driverPlugin() {
    Compatibility.checkScala();
    return new NibbleDriverPlugin();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new NibbleExecutorPlugin();
  }
}
