package io.nibble.spark.score;

import io.nibble.run.Model;
import io.nibble.run.Session;
import io.nibble.spark.conf.ScoringSettings;
import io.nibble.spark.models.ModelReference;
import io.nibble.spark.models.store.Lease;

/**
 * The memory of a batch and the lease of the model that they are for, freed together. Whoever
 * reads, writes or runs it holds its monitor and has seen that it {@link #isOpen}; closing it takes
 * the monitor, so that no kernel sees memory that is gone.
 */
final class LeasedBatch implements AutoCloseable {
  /** What a batch can be used for. */
  record Key(ModelReference model, ScoringSettings settings, int rows) {}

  private final Key key;
  private final Lease lease;
  private final Model model;
  private final Session session;
  private boolean open = true;

  private LeasedBatch(Key key, Lease lease) {
    this.key = key;
    this.lease = lease;
    this.model = lease.model();
    this.session = model.session(key.rows());
  }

  /** Leases the model, which the first to ask loads, and allocates the memory. */
  static LeasedBatch open(Key key) {
    Lease lease = key.model().lease(key.settings());
    try {
      return new LeasedBatch(key, lease);
    } catch (Throwable e) {
      lease.close();
      throw e;
    }
  }

  Key key() {
    return key;
  }

  Model model() {
    return model;
  }

  Session session() {
    return session;
  }

  synchronized boolean isOpen() {
    return open;
  }

  /** Waits for the run of the kernels, if there is one; further calls do nothing. */
  @Override
  public synchronized void close() {
    open = false;
    try {
      session.close();
    } finally {
      lease.close();
    }
  }
}
