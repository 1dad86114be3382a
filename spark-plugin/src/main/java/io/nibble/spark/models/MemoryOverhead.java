package io.nibble.spark.models;

import io.nibble.spark.conf.NibbleConf;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns on the Spark driver when the models do not fit into what the containers of executors have
 * beside the heap. Spark fixes that size when it asks for executors, so that nobody can enlarge it
 * for the user. Thread-safe.
 */
public final class MemoryOverhead {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryOverhead.class);

  private static final String KEY = "spark.executor.memoryOverhead";

  private final Map<String, Long> published = new HashMap<>();
  private final SparkContext spark;
  private long warnedOf;

  MemoryOverhead(SparkContext spark) {
    this.spark = spark;
  }

  /** At the start: for the models that {@code spark.nibble.store.maxBytes} lets in. */
  public static void checkLimit(SparkContext spark) {
    if (!spark.isLocal()) {
      long most = NibbleConf.of(spark.conf()).storeMaxBytes();
      advice(spark.conf(), most).ifPresent(LOG::warn);
    }
  }

  /** A model is about to be sent to executors. */
  synchronized void published(String contentHash, long bytes) {
    published.put(contentHash, bytes);
    long total = published.values().stream().mapToLong(Long::longValue).sum();
    long most = NibbleConf.of(spark.conf()).storeMaxBytes();
    long expected = most == 0 ? total : Math.max(bytes, Math.min(most, total));
    if (!spark.isLocal() && expected > warnedOf) {
      advice(spark.conf(), expected)
          .ifPresent(
              text -> {
                LOG.warn(text);
                warnedOf = expected;
              });
    }
  }

  /** No new query is expected to use the model. */
  synchronized void forgotten(String contentHash) {
    published.remove(contentHash);
  }

  /**
   * What to set for models of so many bytes; empty if nothing. Models may take half of the
   * overhead; the JVM's own memory and Spark's network buffers want the rest.
   */
  static Optional<String> advice(SparkConf conf, long bytes) {
    long models = (bytes + (1 << 20) - 1) >> 20;
    long usual = usual(conf);
    long found = conf.contains(KEY) ? conf.getSizeAsMb(KEY) : usual;
    long expected = models + usual;
    if (2 * models <= found || expected <= found) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "Models take %d MiB of native memory on each executor, but %s is %d MiB%s. Set"
                + " %s=%dm, or YARN and Kubernetes may kill the executors.",
            models,
            KEY,
            found,
            conf.contains(KEY) ? "" : " (the default)",
            KEY,
            expected));
  }

  /** MiB that Spark takes unless told otherwise. */
  private static long usual(SparkConf conf) {
    double factor = conf.getDouble("spark.executor.memoryOverheadFactor", 0.1);
    long least = conf.getSizeAsMb("spark.executor.minMemoryOverhead", "384m");
    return Math.max(least, (long) (factor * conf.getSizeAsMb("spark.executor.memory", "1g")));
  }
}
