package io.nibble.spark.models.store;

import io.nibble.run.Model;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** One model of the store, from the first lease on. The store guards its plain fields. */
final class StoreEntry {
  /** The model; null if its loader was killed, so that somebody else has to load it. */
  final CompletableFuture<Model> model = new CompletableFuture<>();

  private final AtomicBoolean claimed = new AtomicBoolean();
  private final String contentHash;
  private final ModelSource loader;
  private final Set<ModelSource> sources = ConcurrentHashMap.newKeySet();
  private int leases;
  private long unusedSince;
  private boolean retired;

  /**
   * @param loader where the model comes from
   */
  StoreEntry(String contentHash, ModelSource loader) {
    this.contentHash = contentHash;
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
   * @return whether the caller has to {@link #close} it
   */
  boolean leave(long now) {
    leases--;
    unusedSince = now;
    return retired && isUnused();
  }

  /**
   * The store forgets this entry.
   *
   * @return whether the caller has to {@link #close} it; if not, its last lease does
   */
  boolean retire() {
    retired = true;
    return isUnused();
  }

  /** Frees the model: unmaps memory, deletes files. Call without the store's lock. */
  void close() {
    model.join().close();
    loader.freed();
  }

  String contentHash() {
    return contentHash;
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

  /** Whether the Spark driver still offers the model to this JVM. Needs no lock: it asks Spark. */
  boolean isOffered() {
    sources.removeIf(source -> !source.isOffered());
    return !sources.isEmpty();
  }

  /** Forgets who offers it: it goes when unused, unless another comes to offer it. */
  void withdraw() {
    sources.clear();
  }
}
