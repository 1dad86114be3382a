package io.nibble.spark;

import io.nibble.kernel.Kernels;
import io.nibble.kernel.NativeLibrary;
import io.nibble.spark.conf.NibbleConf;
import io.nibble.spark.models.Build;
import io.nibble.spark.models.KernelChoice;
import io.nibble.spark.models.store.ModelStore;
import io.nibble.spark.watch.ExecutorGauges;
import io.nibble.spark.watch.ExecutorReport;
import io.nibble.spark.watch.FiguresSender;
import java.util.Map;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.util.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in each executor's log, to Spark's metrics system and to the Spark driver what scores here
 * and how it goes; frees the models.
 */
final class NibbleExecutorPlugin implements ExecutorPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(NibblePlugin.class);

  private FiguresSender sender;

  /**
   * Never throws: Spark would kill the executor and start another, for ever. What went wrong here
   * goes wrong again in the first task that scores, and fails it.
   */
  @Override
  public void init(PluginContext context, Map<String, String> extraConf) {
    try {
      ExecutorReport report = report(context, Build.of(extraConf));
      if (!ExecutorReport.isLocal(report.executor())) {
        ExecutorGauges.register(context.metricRegistry(), report);
      }
      context.send(report);
      sender = FiguresSender.start(context);
    } catch (Throwable e) {
      LOG.error("Nibble {} could not report to the Spark driver", version(), e);
    }
  }

  private static ExecutorReport report(PluginContext context, Build driver) {
    try {
      driver.check(Build.HERE);
      Kernels kernels = KernelChoice.of(NibbleConf.of(context.conf()).scoring());
      String cause = NativeLibrary.unavailabilityCause().map(Throwable::toString).orElse("");
      LOG.info(
          "Nibble {} scores with the ISA {} ({})",
          version(),
          kernels.isa(),
          kernels.isNative() ? "native" : "plain Java");
      return report(context, kernels.isa(), cause, Kernels.withheld());
    } catch (Throwable e) {
      LOG.error("Nibble {} cannot score on this executor", version(), e);
      return report(context, "", e.toString(), Map.of());
    }
  }

  // PluginContext.hostname() fails on executors, which have no address to be called at.
  private static ExecutorReport report(
      PluginContext context, String isa, String problem, Map<String, String> withheld) {
    return new ExecutorReport(
        context.executorID(), Utils.localHostName(), isa, version(), problem, withheld);
  }

  private static String version() {
    String version = NibblePlugin.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }

  @Override
  public void shutdown() {
    if (sender != null) {
      sender.close();
    }
    ModelStore.instance().clear();
  }
}
