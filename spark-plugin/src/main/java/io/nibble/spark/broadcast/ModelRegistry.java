package io.nibble.spark.broadcast;

import io.nibble.model.ModelFile;
import io.nibble.model.ModelHeader;
import io.nibble.spark.conf.NibbleConf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;

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
    ModelRegistry registry;
    synchronized (ModelRegistry.class) {
      registry = current;
    }
    return registry != null && registry.forget(path);
  }

  /**
   * The model at {@code path}, on any Hadoop file system.
   *
   * @throws IOException if the file cannot be read
   * @throws io.nibble.model.ModelException if it is no sound model
   */
  public ModelReference model(String path) throws IOException {
    try (HadoopByteSource file = HadoopByteSource.open(path, spark.hadoopConfiguration())) {
      FileModel model = models.compute(path, (p, known) -> current(known, file));
      model.touch();
      sweeper.wake();
      return model;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private FileModel current(FileModel known, HadoopByteSource file) {
    try {
      if (known != null && known.isStill(file)) {
        return known;
      }
      if (known != null) {
        demote(known);
      }
      ModelHeader header = ModelHeader.read(file);
      ModelFile.verify(file, header);
      return new FileModel(FileStamp.of(file), header, publisher);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
      former.add(new WeakReference<>(model));
    }
  }

  private boolean forget(String path) {
    List<FileModel> forgotten = new ArrayList<>();
    FileModel known = models.remove(path);
    if (known != null) {
      demote(known);
    }
    synchronized (former) {
      former.stream()
          .map(WeakReference::get)
          .filter(model -> model != null && model.path().equals(path))
          .forEach(forgotten::add);
    }
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
