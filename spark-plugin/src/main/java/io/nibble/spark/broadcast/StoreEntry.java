package io.nibble.spark.broadcast;

import io.nibble.model.Model;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** One model of the store, from the first lease on. The store guards its plain fields. */
final class StoreEntry {
  /** The model; null if its loader was killed, so that somebody else has to load it. */
  final CompletableFuture<Model> model = new CompletableFuture<>();

  private final AtomicBoolean claimed = new AtomicBoolean();
  private final ModelSource loader;
  private final Set<ModelSource> sources = new HashSet<>();
  private int leases;
  private long unusedSince;
  private boolean retired;

  /**
   * @param loader where the model comes from
   */
  StoreEntry(ModelSource loader) {
    this.loader = loader;
  }

  /** True for the one caller that has to load the model. */
  boolean claim() {
    return claimed.compareAndSet(false, true);
  }

  void enter(ModelSource source) {
    sources.add(source);
    leases++;
  }

  /**
   * @param now nanoseconds, as {@link System#nanoTime} gives them
   */
  void leave(long now) {
    leases--;
    unusedSince = now;
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

  /** Native memory that the model takes, or will take. */
  long bytes() {
    return loader.nativeBytes();
  }

  long unusedSince() {
    return unusedSince;
  }

  boolean isLoaded() {
    return model.isDone() && !model.isCompletedExceptionally() && model.join() != null;
  }

  boolean isUnused() {
    return leases == 0 && isLoaded();
  }

  /** Whether the Spark driver still offers the model to this JVM. */
  boolean isOffered() {
    sources.removeIf(source -> !source.isOffered());
    return !sources.isEmpty();
  }

  /** Forgets who offers it: it goes when unused, unless another comes to offer it. */
  void withdraw() {
    sources.clear();
  }

  private void closeIfUnused() {
    if (retired && isUnused()) {
      model.join().close();
      loader.freed();
    }
  }
}
