package io.nibble.spark;

import io.nibble.spark.conf.ClassNames;
import io.nibble.spark.conf.NibbleConf;
import io.nibble.spark.conf.NibbleKeys;
import io.nibble.spark.models.Build;
import io.nibble.spark.models.MemoryOverhead;
import io.nibble.spark.models.store.ModelStore;
import io.nibble.spark.scala.Compatibility;
import io.nibble.spark.watch.ClusterGauges;
import io.nibble.spark.watch.ExecutorFigures;
import io.nibble.spark.watch.ExecutorReport;
import io.nibble.spark.watch.ExecutorReports;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds the extensions to the sessions of the application, which are built after the plugins, and
 * collects what executors say of themselves. A setting that is wrong keeps the application from
 * starting.
 */
final class NibbleDriverPlugin implements DriverPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(NibblePlugin.class);

  private static final String EXTENSIONS = "spark.sql.extensions";

  private ClusterGauges gauges;

  @Override
  public Map<String, String> init(SparkContext spark, PluginContext context) {
    SparkConf conf = context.conf();
    Compatibility.logUntested(spark.version());
    NibbleConf.of(conf).check();
    NibbleKeys.unknown(conf)
        .forEach(
            name ->
                LOG.warn(
                    "{} is no setting of Nibble and changes nothing. Correct its name.", name));
    ClassNames.add(conf, EXTENSIONS, NibbleExtensions.class);
    MemoryOverhead.checkLimit(spark);
    ExecutorReports.listen();
    spark.addSparkListener(new Removals());
    gauges = ClusterGauges.register(context.metricRegistry());
    return Build.HERE.settings();
  }

  @Override
  public Object receive(Object message) {
    if (message instanceof ExecutorReport report) {
      started(report);
    } else {
      ExecutorReports.add((ExecutorFigures) message);
    }
    return null;
  }

  private void started(ExecutorReport report) {
    if (!ExecutorReport.isLocal(report.executor())) {
      log(report);
    }
    ExecutorReports.add(report);
    gauges.add(report);
  }

  /** In local mode the executor has said it in the same log. */
  private static void log(ExecutorReport report) {
    if (report.problem().isEmpty()) {
      LOG.info(
          "Executor {} on {}: Nibble {} scores with the ISA {}",
          report.executor(),
          report.host(),
          report.version(),
          report.isa());
    } else {
      LOG.warn(
          "Executor {} on {}: Nibble {} scores with the ISA '{}': {}",
          report.executor(),
          report.host(),
          report.version(),
          report.isa(),
          report.problem());
    }
  }

  @Override
  public void shutdown() {
    ModelStore.instance().clear();
    ExecutorReports.clear();
  }

  private static final class Removals extends SparkListener {
    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
      ExecutorReports.lost(removed.executorId());
    }
  }
}
