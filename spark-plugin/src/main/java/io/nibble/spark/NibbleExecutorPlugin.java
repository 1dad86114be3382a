package io.nibble.spark;

import io.nibble.kernel.Kernels;
import io.nibble.spark.broadcast.KernelChoice;
import io.nibble.spark.broadcast.ModelStore;
import io.nibble.spark.conf.NibbleConf;
import java.util.Map;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in each executor's log what will score, and frees the models at the end. */
final class NibbleExecutorPlugin implements ExecutorPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(NibblePlugin.class);

  /**
   * Never throws: Spark would kill the executor and start another, for ever. What went wrong here
   * goes wrong again in the first task that scores, and fails it.
   */
  @Override
  public void init(PluginContext context, Map<String, String> extraConf) {
    try {
      Kernels kernels = KernelChoice.of(NibbleConf.of(context.conf()).scoring());
      LOG.info(
          "Nibble {} scores with the ISA {} ({})",
          version(),
          kernels.isa(),
          kernels.isNative() ? "native" : "plain Java");
    } catch (Throwable e) {
      LOG.error("Nibble {} cannot score on this executor", version(), e);
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
