package io.nibble.spark.models.store;

import java.util.concurrent.atomic.LongAdder;

/** What the executor store has done since the JVM started. */
public final class StoreCounts {
  private final LongAdder loads = new LongAdder();
  private final LongAdder failedLoads = new LongAdder();
  private final LongAdder loadNanos = new LongAdder();
  private final LongAdder evictions = new LongAdder();

  StoreCounts() {}

  void loaded(long nanos) {
    loads.increment();
    loadNanos.add(nanos);
  }

  void failed() {
    failedLoads.increment();
  }

  void evicted() {
    evictions.increment();
  }

  /** How often a model was loaded. */
  public long loads() {
    return loads.sum();
  }

  /** How often that failed. */
  public long failedLoads() {
    return failedLoads.sum();
  }

  /** Time that the loads took which did not fail. */
  public long loadNanos() {
    return loadNanos.sum();
  }

  /** How often a model left the store while the application went on. */
  public long evictions() {
    return evictions.sum();
  }
}
