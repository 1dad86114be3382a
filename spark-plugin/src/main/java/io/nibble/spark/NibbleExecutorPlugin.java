package io.nibble.spark;

import io.nibble.kernel.Kernels;
import io.nibble.kernel.NativeLibrary;
import io.nibble.spark.broadcast.KernelChoice;
import io.nibble.spark.broadcast.ModelStore;
import io.nibble.spark.conf.NibbleConf;
import io.nibble.spark.exec.ExecutorReport;
import java.util.Map;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in each executor's log, and to the Spark driver, what will score; frees the models. */
final class NibbleExecutorPlugin implements ExecutorPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(NibblePlugin.class);

  /**
   * Never throws: Spark would kill the executor and start another, for ever. What went wrong here
   * goes wrong again in the first task that scores, and fails it.
   */
  @Override
  public void init(PluginContext context, Map<String, String> extraConf) {
    try {
      context.send(report(context));
    } catch (Throwable e) {
      LOG.error("Nibble {} could not report to the Spark driver", version(), e);
    }
  }

  private static ExecutorReport report(PluginContext context) {
    try {
      Kernels kernels = KernelChoice.of(NibbleConf.of(context.conf()).scoring());
      String cause = NativeLibrary.unavailabilityCause().map(Throwable::toString).orElse("");
      LOG.info(
          "Nibble {} scores with the ISA {} ({})",
          version(),
          kernels.isa(),
          kernels.isNative() ? "native" : "plain Java");
      return new ExecutorReport(context.executorID(), kernels.isa(), version(), cause);
    } catch (Throwable e) {
      LOG.error("Nibble {} cannot score on this executor", version(), e);
      return new ExecutorReport(context.executorID(), "", version(), e.toString());
    }
  }

  private static String version() {
    String version = NibblePlugin.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }

  @Override
  public void shutdown() {
    ModelStore.instance().clear();
  }
}
