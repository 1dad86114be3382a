package io.nibble.spark;

import io.nibble.spark.broadcast.ModelStore;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.PluginContext;

/** Adds the extensions to the sessions of the application, which are built after the plugins. */
final class NibbleDriverPlugin implements DriverPlugin {
  private static final String EXTENSIONS = "spark.sql.extensions";

  @Override
  public Map<String, String> init(SparkContext spark, PluginContext context) {
    SparkConf conf = context.conf();
    conf.set(EXTENSIONS, with(conf.get(EXTENSIONS, ""), NibbleExtensions.class.getName()));
    return Map.of();
  }

  private static String with(String classes, String added) {
    if (classes.isBlank()) {
      return added;
    }
    return ("," + classes.replace(" ", "") + ",").contains("," + added + ",")
        ? classes
        : classes + "," + added;
  }

  @Override
  public void shutdown() {
    ModelStore.instance().clear();
  }
}
