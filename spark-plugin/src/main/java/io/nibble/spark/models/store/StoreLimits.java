package io.nibble.spark.models.store;

import io.nibble.spark.conf.NibbleConf;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkEnv;

/**
 * How much the store keeps.
 *
 * @param idleNanos how long an unused model stays; Long.MAX_VALUE for ever
 * @param maxBytes native memory of all models; Long.MAX_VALUE for no limit
 */
public record StoreLimits(long idleNanos, long maxBytes) {
  static final StoreLimits NONE = new StoreLimits(Long.MAX_VALUE, Long.MAX_VALUE);

  /** The limits of the application that runs in this JVM. */
  static StoreLimits current() {
    SparkEnv env = SparkEnv.get();
    return env == null ? NONE : of(NibbleConf.of(env.conf()));
  }

  public static StoreLimits of(NibbleConf conf) {
    int idleSeconds = conf.storeIdleSeconds();
    long maxBytes = conf.storeMaxBytes();
    return new StoreLimits(
        idleSeconds == 0 ? Long.MAX_VALUE : TimeUnit.SECONDS.toNanos(idleSeconds),
        maxBytes == 0 ? Long.MAX_VALUE : maxBytes);
  }
}
