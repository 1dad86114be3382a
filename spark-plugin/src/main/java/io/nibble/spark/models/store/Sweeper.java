package io.nibble.spark.models.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks once a second whether something can go, as long as there is something. */
public final class Sweeper {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

  private final BooleanSupplier sweep;
  private final AtomicBoolean awake = new AtomicBoolean();

  /**
   * @param sweep lets go of what can go; tells whether something is left to look after
   */
  public Sweeper(BooleanSupplier sweep) {
    this.sweep = sweep;
  }

  /** Starts looking, unless it does already. Call when there is something new. */
  public void wake() {
    if (awake.compareAndSet(false, true)) {
      later();
    }
  }

  // The JDK's own timer: it starts no thread until it is used, and that one is a daemon.
  private void later() {
    CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(this::look);
  }

  private void look() {
    awake.set(false);
    try {
      if (sweep.getAsBoolean()) {
        wake();
      }
    } catch (RuntimeException e) {
      LOG.warn("Looking for unused models failed; trying again", e);
      wake();
    }
  }
}
