package io.nibble.spark.models.store;

import io.nibble.kernel.Kernels;
import io.nibble.run.Model;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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
  public static final ModelStore INSTANCE = new ModelStore(StoreLimits::current, System::nanoTime);

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
  public void clear() {
    retire(entry -> true).forEach(StoreEntry::close);
  }

  /** Frees the copies of a model, each as soon as nobody uses it. */
  public void withdraw(String contentHash) {
    entriesNow().entrySet().stream()
        .filter(e -> e.getKey().contentHash().equals(contentHash))
        .forEach(e -> e.getValue().withdraw());
    sweep();
  }

  /** Frees what nobody uses and nobody is expected to; tells whether something is left. */
  boolean sweep() {
    Set<StoreEntry> withdrawn =
        entriesNow().entrySet().stream()
            .map(Map.Entry::getValue)
            .filter(entry -> !entry.isOffered())
            .collect(Collectors.toSet());
    evict("not offered any more", withdrawn::contains);
    long idle = limits.get().idleNanos();
    long now = clock.getAsLong();
    evict("unused", entry -> now - entry.unusedSince() >= idle);
    return !entriesNow().isEmpty();
  }

  private synchronized Map<Key, StoreEntry> entriesNow() {
    return Map.copyOf(entries);
  }

  /**
   * Leases the model {@code contentHash} on {@code kernels}. The first caller loads it, the others
   * wait; if it fails, each of them gets the error, and the next to ask tries again. If the loading
   * task is killed, one that waits takes over.
   */
  public Lease lease(String contentHash, Kernels kernels, ModelSource source) {
    Key key = new Key(contentHash, kernels.isa());
    while (true) {
      StoreEntry entry = enter(key, source);
      if (entry.claim()) {
        load(key, entry, source);
      }
      Model model = await(entry);
      if (model != null) {
        return new Lease(model, () -> release(entry));
      }
    }
  }

  private StoreEntry enter(Key key, ModelSource source) {
    List<StoreEntry> victims = new ArrayList<>();
    StoreEntry entry;
    synchronized (this) {
      entry = entries.get(key);
      if (entry == null) {
        victims.addAll(retire(victims(source.nativeBytes())::contains));
        entry = new StoreEntry(key.contentHash(), source);
        entries.put(key, entry);
      }
      entry.enter(source);
    }
    sweeper.wake();
    evicted("makes room", victims);
    return entry;
  }

  /** Who has to leave for another model: those not used for longest. */
  private List<StoreEntry> victims(long bytes) {
    long limit = limits.get().maxBytes();
    long held = entries.values().stream().mapToLong(StoreEntry::bytes).sum();
    List<StoreEntry> victims = new ArrayList<>();
    Iterator<StoreEntry> oldest = unused().iterator();
    while (bytes > limit - held && oldest.hasNext()) {
      StoreEntry victim = oldest.next();
      victims.add(victim);
      held -= victim.bytes();
    }
    if (bytes > limit - held) {
      LOG.warn(
          "Another {} bytes besides the {} of models in use: more than"
              + " spark.nibble.store.maxBytes={}",
          bytes,
          held,
          limit);
    }
    return victims;
  }

  private List<StoreEntry> unused() {
    return entries.values().stream()
        .filter(StoreEntry::isUnused)
        .sorted(Comparator.comparingLong(StoreEntry::unusedSince))
        .toList();
  }

  /** Frees unused models. */
  private void evict(String why, Predicate<StoreEntry> which) {
    evicted(why, retire(entry -> entry.isUnused() && which.test(entry)));
  }

  private void evicted(String why, List<StoreEntry> entries) {
    for (StoreEntry entry : entries) {
      LOG.info("Model {} leaves the store: {}", entry.contentHash(), why);
      counts.evicted();
      entry.close();
    }
  }

  /** Forgets entries; those that it returns are to be closed, by the caller, without the lock. */
  private synchronized List<StoreEntry> retire(Predicate<StoreEntry> which) {
    List<StoreEntry> retired = entries.values().stream().filter(which).toList();
    entries.values().removeAll(retired);
    return retired.stream().filter(StoreEntry::retire).toList();
  }

  private void release(StoreEntry entry) {
    if (leave(entry)) {
      entry.close();
    }
  }

  private synchronized boolean leave(StoreEntry entry) {
    return entry.leave(clock.getAsLong());
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
