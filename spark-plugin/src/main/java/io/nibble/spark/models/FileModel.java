package io.nibble.spark.models;

import io.nibble.graph.ModelHeader;
import io.nibble.spark.conf.ScoringSettings;
import io.nibble.spark.models.store.Lease;
import io.nibble.spark.models.store.ModelLoadException;
import io.nibble.spark.storage.HadoopByteSource;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.conf.Configuration;

/** A verified model file as the Spark driver knows it. Thread-safe. */
final class FileModel extends ModelReference {
  private static final long serialVersionUID = 1L;

  private final transient ModelHeader header;
  private final transient FileStamp stamp;
  private final transient Configuration hadoop;
  private final transient ModelPublisher publisher;
  private final transient SingleFlight<FileModel, SharedModel> publications = new SingleFlight<>();
  private final transient AtomicReference<SharedModel> shared = new AtomicReference<>();
  private final transient AtomicReference<SharedModel> lost = new AtomicReference<>();
  private transient volatile long usedAt;

  /**
   * @param hadoop the configuration that the file was found with
   */
  FileModel(FileStamp stamp, ModelHeader header, Configuration hadoop, ModelPublisher publisher) {
    super(stamp.path(), header.contentHash());
    this.stamp = stamp;
    this.header = header;
    this.hadoop = hadoop;
    this.publisher = publisher;
    touch();
  }

  /**
   * Whether {@code file} is what this was read from. The header holds the checksum of the weights,
   * so that another model shows even if it has the same length and time.
   */
  boolean isStill(HadoopByteSource file) throws IOException {
    return FileStamp.of(file).equals(stamp) && header.isOf(file);
  }

  FileStamp stamp() {
    return stamp;
  }

  Configuration hadoop() {
    return hadoop;
  }

  /** When a query last named it or used it, as {@link System#nanoTime} tells. */
  long usedAt() {
    return usedAt;
  }

  void touch() {
    usedAt = System.nanoTime();
  }

  @Override
  public ModelHeader header() {
    return header;
  }

  @Override
  public void offer() {
    shared();
  }

  @Override
  public Lease lease(ScoringSettings settings) {
    return shared().lease(settings);
  }

  /**
   * The broadcasts, made when first asked for, and again after {@link #unload}.
   *
   * @throws ModelLoadException if the file cannot be read or is not the same any more
   */
  private SharedModel shared() {
    touch();
    SharedModel known = shared.get();
    return known != null ? known : published();
  }

  private SharedModel published() {
    try {
      return publications.get(this, this::publish);
    } catch (IOException e) {
      throw new ModelLoadException(path() + ": " + e.getMessage(), e);
    }
  }

  private SharedModel publish() {
    SharedModel known = shared.get();
    if (known != null) {
      return known;
    }
    SharedModel made = publisher.publish(this);
    shared.set(made);
    return made;
  }

  /**
   * Has executors free the model as soon as they do not use it.
   *
   * @param whole whether to free what the Spark driver holds too, which a running query may still
   *     want. It stays if the file is not the same any more: then a plan that is still held, such
   *     as that of a cached result with lost blocks, has no other place to get the weights from
   */
  void unload(boolean whole) {
    SharedModel known = shared.get();
    if (known == null) {
      return;
    }
    known.withdraw();
    if (whole && publisher.canPublish(this) && shared.compareAndSet(known, null)) {
      known.destroy();
    }
  }

  /**
   * What travels to tasks. Called by Java serialization, which Spark uses for closures and plans. A
   * plan travels even if all its results are cached and nobody will ask for the weights: that they
   * cannot be had is an error of the task that does.
   */
  private Object writeReplace() {
    try {
      return shared();
    } catch (ModelLoadException e) {
      return lost.updateAndGet(known -> known != null ? known : publisher.withoutWeights(this, e));
    }
  }
}
