package io.nibble.spark.broadcast;

import io.nibble.model.ModelHeader;
import io.nibble.spark.conf.ScoringSettings;

/** A verified model file as the Spark driver knows it. Thread-safe. */
final class FileModel extends ModelReference {
  private static final long serialVersionUID = 1L;

  private final transient ModelHeader header;
  private final transient FileStamp stamp;
  private final transient ModelPublisher publisher;
  private transient SharedModel shared;

  FileModel(FileStamp stamp, ModelHeader header, ModelPublisher publisher) {
    super(stamp.path(), header.contentHash());
    this.stamp = stamp;
    this.header = header;
    this.publisher = publisher;
  }

  FileStamp stamp() {
    return stamp;
  }

  @Override
  public ModelHeader header() {
    return header;
  }

  @Override
  public ModelLease lease(ScoringSettings settings) {
    return shared().lease(settings);
  }

  /** The broadcasts, made once and when first asked for. */
  synchronized SharedModel shared() {
    if (shared == null) {
      shared = publisher.publish(stamp, header);
    }
    return shared;
  }

  /**
   * What travels to tasks. Called by Java serialization, which Spark uses for closures and plans.
   */
  private Object writeReplace() {
    return shared();
  }
}
