package io.nibble.spark.broadcast;

import io.nibble.kernel.Kernels;
import io.nibble.model.Model;
import java.io.Serializable;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.spark.TaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The executor store: one native copy of each model per JVM, shared by its tasks.
 *
 * <p>A copy is known by content and ISA, never by object identity: Spark may evict a broadcast and
 * bring it back as another object. It leaves when nobody uses it, and has not for long enough, or
 * room is wanted for another, or the Spark driver no longer offers it; the rest with {@link
 * #clear}, which the end of the application calls. A copy still leased then is freed by its last
 * lease. Thread-safe.
 */
public final class ModelStore {
  static final ModelStore INSTANCE = new ModelStore(StoreLimits::current, System::nanoTime);

  private static final Logger LOG = LoggerFactory.getLogger(ModelStore.class);

  private final Map<Key, StoreEntry> entries = new HashMap<>();
  private final StoreCounts counts = new StoreCounts();
  private final Sweeper sweeper = new Sweeper(this::sweep);
  private final Supplier<StoreLimits> limits;
  private final LongSupplier clock;

  ModelStore(Supplier<StoreLimits> limits, LongSupplier clock) {
    this.limits = limits;
    this.clock = clock;
  }

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

  /** What the store has done so far. */
  public StoreCounts counts() {
    return counts;
  }

  /** Forgets every model and frees those that nobody leases; the rest when their leases end. */
  public synchronized void clear() {
    entries.values().forEach(StoreEntry::retire);
    entries.clear();
  }

  /** Frees the copies of a model, each as soon as nobody uses it. */
  synchronized void withdraw(String contentHash) {
    entries.forEach(
        (key, entry) -> {
          if (key.contentHash().equals(contentHash)) {
            entry.withdraw();
          }
        });
    sweep();
  }

  /** Frees what nobody uses and nobody is expected to; tells whether something is left. */
  synchronized boolean sweep() {
    long idle = limits.get().idleNanos();
    long now = clock.getAsLong();
    free("not offered any more", entry -> !entry.isOffered());
    free("unused", entry -> now - entry.unusedSince() >= idle);
    return !entries.isEmpty();
  }

  /**
   * Leases the model {@code contentHash} on {@code kernels}. The first caller loads it, the others
   * wait; if it fails, each of them gets the error, and the next to ask tries again. If the loading
   * task is killed, one that waits takes over.
   */
  ModelLease lease(String contentHash, Kernels kernels, ModelSource source) {
    Key key = new Key(contentHash, kernels.isa());
    while (true) {
      StoreEntry entry = enter(key, source);
      if (entry.claim()) {
        load(key, entry, source);
      }
      Model model = await(entry);
      if (model != null) {
        return new ModelLease(model, () -> release(entry));
      }
    }
  }

  private synchronized StoreEntry enter(Key key, ModelSource source) {
    StoreEntry entry = entries.get(key);
    if (entry == null) {
      makeRoom(source.nativeBytes());
      entry = new StoreEntry(source);
      entries.put(key, entry);
      sweeper.wake();
    }
    entry.enter(source);
    return entry;
  }

  private void makeRoom(long bytes) {
    long limit = limits.get().maxBytes();
    while (bytes > limit - bytesHeld()) {
      StoreEntry oldest = oldestUnused();
      if (oldest == null) {
        LOG.warn(
            "Another {} bytes besides the {} of models in use: more than"
                + " spark.nibble.store.maxBytes={}",
            bytes,
            bytesHeld(),
            limit);
        return;
      }
      free("makes room", oldest::equals);
    }
  }

  private long bytesHeld() {
    return entries.values().stream().mapToLong(StoreEntry::bytes).sum();
  }

  private StoreEntry oldestUnused() {
    return entries.values().stream()
        .filter(StoreEntry::isUnused)
        .min(Comparator.comparingLong(StoreEntry::unusedSince))
        .orElse(null);
  }

  /** Frees unused models. */
  private void free(String why, Predicate<StoreEntry> which) {
    for (Map.Entry<Key, StoreEntry> e : List.copyOf(entries.entrySet())) {
      if (e.getValue().isUnused() && which.test(e.getValue())) {
        LOG.info("Model {} leaves the store: {}", e.getKey().contentHash(), why);
        counts.evicted();
        entries.remove(e.getKey());
        e.getValue().retire();
      }
    }
  }

  private synchronized void release(StoreEntry entry) {
    entry.leave(clock.getAsLong());
  }

  private synchronized void forget(Key key, StoreEntry entry) {
    entries.remove(key, entry);
  }

  private void load(Key key, StoreEntry entry, ModelSource source) {
    long start = System.nanoTime();
    try {
      entry.model.complete(source.load());
      counts.loaded(System.nanoTime() - start);
    } catch (Throwable e) {
      counts.failed();
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
      throw ModelLoadException.again(e.getCause());
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
  public record Holding(String contentHash, String isa, long nativeBytes, int leases)
      implements Serializable {}
}
