package io.nibble.spark.broadcast;

import io.nibble.model.Model;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** One model of the store, from the first lease on. The store guards its plain fields. */
final class StoreEntry {
  /** The model; null if its loader was killed, so that somebody else has to load it. */
  final CompletableFuture<Model> model = new CompletableFuture<>();

  private final AtomicBoolean claimed = new AtomicBoolean();
  private int leases;
  private boolean retired;

  /** True for the one caller that has to load the model. */
  boolean claim() {
    return claimed.compareAndSet(false, true);
  }

  void enter() {
    leases++;
  }

  void leave() {
    leases--;
    closeIfUnused();
  }

  /** The store forgets this entry: it is freed now or by its last lease. */
  void retire() {
    retired = true;
    closeIfUnused();
  }

  int leases() {
    return leases;
  }

  boolean isLoaded() {
    return model.isDone() && !model.isCompletedExceptionally() && model.join() != null;
  }

  private void closeIfUnused() {
    if (retired && leases == 0 && isLoaded()) {
      model.join().close();
    }
  }
}
