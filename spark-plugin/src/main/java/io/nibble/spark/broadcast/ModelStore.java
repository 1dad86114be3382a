package io.nibble.spark.broadcast;

import io.nibble.kernel.Kernels;
import io.nibble.model.Model;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.spark.TaskContext;

/**
 * The executor store: one native copy of each model per JVM, shared by its tasks.
 *
 * <p>A copy is known by content and ISA, never by object identity: Spark may evict a broadcast and
 * bring it back as another object. It stays until {@link #clear}, which the end of the application
 * calls; a copy still leased then is freed by its last lease. Thread-safe.
 */
public final class ModelStore {
  static final ModelStore INSTANCE = new ModelStore();

  private final Map<Key, StoreEntry> entries = new HashMap<>();
  private final AtomicLong loads = new AtomicLong();

  ModelStore() {}

  /** The store of this JVM. */
  public static ModelStore instance() {
    return INSTANCE;
  }

  /** What the store holds, loaded models only. */
  public synchronized List<Holding> holdings() {
    return entries.entrySet().stream()
        .filter(e -> e.getValue().isLoaded())
        .map(e -> holding(e.getKey(), e.getValue()))
        .toList();
  }

  /** How often a model was loaded since the JVM started. */
  public long loads() {
    return loads.get();
  }

  /** Forgets every model and frees those that nobody leases; the rest when their leases end. */
  public synchronized void clear() {
    entries.values().forEach(StoreEntry::retire);
    entries.clear();
  }

  /**
   * Leases the model {@code contentHash} on {@code kernels}. The first caller loads it, the others
   * wait; if it fails, each of them gets the error, and the next to ask tries again. If the loading
   * task is killed, one that waits takes over.
   */
  ModelLease lease(String contentHash, Kernels kernels, Supplier<Model> loader) {
    Key key = new Key(contentHash, kernels.isa());
    while (true) {
      StoreEntry entry = enter(key);
      if (entry.claim()) {
        load(key, entry, loader);
      }
      Model model = await(entry);
      if (model != null) {
        return new ModelLease(model, () -> release(entry));
      }
    }
  }

  private synchronized StoreEntry enter(Key key) {
    StoreEntry entry = entries.computeIfAbsent(key, k -> new StoreEntry());
    entry.enter();
    return entry;
  }

  private synchronized void release(StoreEntry entry) {
    entry.leave();
  }

  private synchronized void forget(Key key, StoreEntry entry) {
    entries.remove(key, entry);
  }

  private void load(Key key, StoreEntry entry, Supplier<Model> loader) {
    try {
      entry.model.complete(loader.get());
      loads.incrementAndGet();
    } catch (Throwable e) {
      forget(key, entry);
      if (isKilled()) {
        entry.model.complete(null);
        throw e;
      }
      entry.model.completeExceptionally(e);
    }
  }

  private static boolean isKilled() {
    TaskContext task = TaskContext.get();
    return Thread.currentThread().isInterrupted() || (task != null && task.isInterrupted());
  }

  private Model await(StoreEntry entry) {
    try {
      return entry.model.get();
    } catch (InterruptedException e) {
      release(entry);
      Thread.currentThread().interrupt();
      throw new ModelLoadException("interrupted while another task loads it", e);
    } catch (ExecutionException e) {
      // A new exception for each task: the trace is its own, the cause is shared.
      throw new ModelLoadException(e.getCause().getMessage(), e.getCause());
    }
  }

  private static Holding holding(Key key, StoreEntry entry) {
    long bytes = entry.model.join().nativeBytes();
    return new Holding(key.contentHash(), key.isa(), bytes, entry.leases());
  }

  private record Key(String contentHash, String isa) {}

  /**
   * One loaded model.
   *
   * @param nativeBytes off-heap bytes of its weights
   * @param leases how many users it has now
   */
  public record Holding(String contentHash, String isa, long nativeBytes, int leases) {}
}
