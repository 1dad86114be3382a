package io.nibble.spark.models.store;

import io.nibble.run.Model;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The right to use a model of this JVM until closed. Any thread may close it; closing twice does
 * nothing more.
 */
public final class Lease implements AutoCloseable {
  private final Model model;
  private final Runnable release;
  private final AtomicBoolean closed = new AtomicBoolean();

  Lease(Model model, Runnable release) {
    this.model = model;
    this.release = release;
  }

  /** The model; only while the lease is open. */
  public Model model() {
    if (closed.get()) {
      throw new IllegalStateException("the lease of model " + model.header().source() + " is over");
    }
    return model;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      release.run();
    }
  }
}
