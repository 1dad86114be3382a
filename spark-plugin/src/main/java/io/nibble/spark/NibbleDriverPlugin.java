package io.nibble.spark;

import io.nibble.spark.broadcast.MemoryOverhead;
import io.nibble.spark.broadcast.ModelStore;
import io.nibble.spark.conf.NibbleConf;
import io.nibble.spark.conf.NibbleKeys;
import io.nibble.spark.exec.ExecutorReport;
import io.nibble.spark.exec.ExecutorReports;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds the extensions to the sessions of the application, which are built after the plugins. A
 * setting that is wrong keeps the application from starting.
 */
final class NibbleDriverPlugin implements DriverPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(NibblePlugin.class);

  private static final String EXTENSIONS = "spark.sql.extensions";

  @Override
  public Map<String, String> init(SparkContext spark, PluginContext context) {
    SparkConf conf = context.conf();
    NibbleConf.of(conf).check();
    NibbleKeys.unknown(conf)
        .forEach(
            name ->
                LOG.warn(
                    "{} is no setting of Nibble and changes nothing. Correct its name.", name));
    ClassNames.add(conf, EXTENSIONS, NibbleExtensions.class);
    MemoryOverhead.checkLimit(spark);
    return Map.of();
  }

  @Override
  public Object receive(Object message) {
    ExecutorReports.add((ExecutorReport) message);
    return null;
  }

  @Override
  public void shutdown() {
    ModelStore.instance().clear();
    ExecutorReports.clear();
  }
}
