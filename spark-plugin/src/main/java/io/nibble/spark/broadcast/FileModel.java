package io.nibble.spark.broadcast;

import io.nibble.model.ModelHeader;
import io.nibble.spark.conf.ScoringSettings;
import java.io.IOException;

/** A verified model file as the Spark driver knows it. Thread-safe. */
final class FileModel extends ModelReference {
  private static final long serialVersionUID = 1L;

  private final transient ModelHeader header;
  private final transient FileStamp stamp;
  private final transient ModelPublisher publisher;
  private transient SharedModel shared;
  private transient volatile long usedAt;

  FileModel(FileStamp stamp, ModelHeader header, ModelPublisher publisher) {
    super(stamp.path(), header.contentHash());
    this.stamp = stamp;
    this.header = header;
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
  public ModelLease lease(ScoringSettings settings) {
    return shared().lease(settings);
  }

  /** The broadcasts, made when first asked for, and again after {@link #unload}. */
  synchronized SharedModel shared() {
    touch();
    if (shared == null) {
      shared = publisher.publish(stamp, header);
    }
    return shared;
  }

  /**
   * Has executors free the model as soon as they do not use it.
   *
   * @param whole whether to free what the Spark driver holds too, which a running query may still
   *     want; one that is planned anew publishes the model anew
   */
  synchronized void unload(boolean whole) {
    if (shared == null) {
      return;
    }
    if (whole) {
      shared.destroy();
      shared = null;
    } else {
      shared.withdraw();
    }
  }

  /**
   * What travels to tasks. Called by Java serialization, which Spark uses for closures and plans.
   */
  private Object writeReplace() {
    return shared();
  }
}
