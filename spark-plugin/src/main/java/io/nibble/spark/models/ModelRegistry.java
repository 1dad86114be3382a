package io.nibble.spark.models;

import io.nibble.graph.ModelHeader;
import io.nibble.run.ModelFile;
import io.nibble.spark.conf.NibbleConf;
import io.nibble.spark.models.store.ModelStore;
import io.nibble.spark.models.store.StoreLimits;
import io.nibble.spark.models.store.Sweeper;
import io.nibble.spark.storage.HadoopByteSource;
import io.nibble.spark.storage.SessionHadoop;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.apache.spark.sql.SparkSession;

/**
 * The models that an application's Spark driver has seen. A file is read and verified, checksum
 * included, when it is first named, and again when its length, modification time or header is
 * another. Thread-safe.
 *
 * <p>A model that no query has named or used for long enough is forgotten. Its broadcasts live on
 * as long as a plan or a Dataset holds it; then Spark's context cleaner destroys them.
 */
public final class ModelRegistry {
  private static ModelRegistry current;

  private final Map<String, FileModel> models = new ConcurrentHashMap<>();

  /** Those forgotten or replaced that somebody may still hold. */
  private final List<WeakReference<FileModel>> former = new ArrayList<>();

  private final SingleFlight<Content, FileModel> reads = new SingleFlight<>();
  private final Sweeper sweeper = new Sweeper(this::sweep);
  private final JavaSparkContext spark;
  private final ModelPublisher publisher;
  private final long idleNanos;

  private ModelRegistry(SparkContext context) {
    spark = JavaSparkContext.fromSparkContext(context);
    publisher = new ModelPublisher(spark);
    idleNanos = StoreLimits.of(NibbleConf.of(context.conf())).idleNanos();
  }

  /** The registry of an application; the first call ties the store of this JVM to its end. */
  public static synchronized ModelRegistry of(SparkContext context) {
    if (current == null || current.spark.sc() != context) {
      current = new ModelRegistry(context);
      context.addSparkListener(new AtEnd(current));
    }
    return current;
  }

  /**
   * Frees the models that were read from {@code path}, on the Spark driver and on executors; where
   * a task uses one, when it ends.
   *
   * @return whether there were any
   */
  public static boolean unload(String path) {
    ModelRegistry registry = current();
    return registry != null && registry.forget(path);
  }

  /**
   * The model at {@code path}, on any Hadoop file system that {@code session} can read.
   *
   * @throws IOException if the file cannot be read
   * @throws io.nibble.file.ModelException if it is no sound model
   */
  public static ModelReference model(SparkSession session, String path) throws IOException {
    return of(session.sparkContext()).model(path, SessionHadoop.configuration(session));
  }

  /**
   * What the path of {@code model} has led to before and somebody still holds, the latest first.
   */
  public static List<ModelReference> earlier(ModelReference model) {
    ModelRegistry registry = current();
    return registry == null
        ? List.of()
        : registry.formerOf(model.path()).stream()
            .filter(other -> !other.equals(model))
            .map(ModelReference.class::cast)
            .distinct()
            .toList();
  }

  /**
   * What {@code path} has led to last, for a view that may be kept; empty if nobody has named it.
   *
   * @param reason why it does not lead there any more
   */
  public static Optional<ModelReference> gone(String path, String reason, Throwable cause) {
    ModelRegistry registry = current();
    if (registry == null) {
      return Optional.empty();
    }
    return Stream.concat(
            Stream.ofNullable(registry.models.get(path)), registry.formerOf(path).stream())
        .findFirst()
        .map(last -> new GoneModel(last, reason, cause));
  }

  private static synchronized ModelRegistry current() {
    return current;
  }

  private List<FileModel> formerOf(String path) {
    synchronized (former) {
      return former.stream()
          .map(WeakReference::get)
          .filter(model -> model != null && model.path().equals(path))
          .toList();
    }
  }

  private FileModel model(String path, Configuration hadoop) throws IOException {
    try (HadoopByteSource file = HadoopByteSource.open(path, hadoop)) {
      FileModel known = models.get(path);
      FileModel model = known != null && known.isStill(file) ? known : read(file, hadoop);
      model.touch();
      sweeper.wake();
      return model;
    }
  }

  /** Queries that name one state of a file at the same time have it read once. */
  private FileModel read(HadoopByteSource file, Configuration hadoop) throws IOException {
    ModelHeader header = ModelHeader.read(file);
    FileStamp stamp = FileStamp.of(file);
    return reads.get(
        new Content(stamp, header.contentHash()),
        () -> {
          FileModel known = models.get(stamp.path());
          return known != null && known.isStill(file)
              ? known
              : verified(file, new FileModel(stamp, header, hadoop, publisher));
        });
  }

  private FileModel verified(HadoopByteSource file, FileModel model) throws IOException {
    ModelFile.verify(file, model.header());
    FileModel replaced = models.put(model.path(), model);
    if (replaced != null) {
      demote(replaced);
    }
    return model;
  }

  private boolean sweep() {
    long now = System.nanoTime();
    for (FileModel model : models.values()) {
      if (now - model.usedAt() >= idleNanos && models.remove(model.path(), model)) {
        demote(model);
      }
    }
    return !models.isEmpty();
  }

  private void demote(FileModel model) {
    publisher.forgotten(model.contentHash());
    synchronized (former) {
      former.removeIf(reference -> reference.get() == null);
      former.add(0, new WeakReference<>(model));
    }
  }

  private boolean forget(String path) {
    FileModel known = models.remove(path);
    if (known != null) {
      demote(known);
    }
    List<FileModel> forgotten = formerOf(path);
    boolean idle = spark.statusTracker().getActiveJobIds().length == 0;
    for (FileModel model : forgotten) {
      model.unload(idle);
      ModelStore.INSTANCE.withdraw(model.contentHash());
    }
    return !forgotten.isEmpty();
  }

  private void end() {
    synchronized (ModelRegistry.class) {
      if (current == this) {
        current = null;
      }
    }
    models.clear();
    ModelStore.instance().clear();
  }

  private record Content(FileStamp stamp, String hash) {}

  /** Frees what this JVM holds, in local mode and wherever there is no plugin to do it. */
  private static final class AtEnd extends SparkListener {
    private final ModelRegistry registry;

    AtEnd(ModelRegistry registry) {
      this.registry = registry;
    }

    @Override
    public void onApplicationEnd(SparkListenerApplicationEnd end) {
      registry.end();
    }
  }
}
