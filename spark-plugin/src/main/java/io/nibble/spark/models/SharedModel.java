package io.nibble.spark.models;

import io.nibble.graph.ModelHeader;
import io.nibble.kernel.Kernels;
import io.nibble.run.Model;
import io.nibble.spark.conf.ScoringSettings;
import io.nibble.spark.models.distribution.BroadcastBlocks;
import io.nibble.spark.models.distribution.ModelLoader;
import io.nibble.spark.models.distribution.ModelPart;
import io.nibble.spark.models.distribution.Weights;
import io.nibble.spark.models.store.Lease;
import io.nibble.spark.models.store.ModelSource;
import io.nibble.spark.models.store.ModelStore;
import org.apache.spark.broadcast.Broadcast;

/** A model as tasks see it: the broadcast of its header, and how to come by its weights. */
final class SharedModel extends ModelReference {
  private static final long serialVersionUID = 1L;

  private final long dataBytes;
  private final Broadcast<ModelPart> headerPart;
  private final Weights weights;
  private transient volatile ModelHeader header;

  SharedModel(ModelHeader header, String path, Broadcast<ModelPart> headerPart, Weights weights) {
    super(path, header.contentHash());
    this.header = header;
    this.dataBytes = header.dataBytes();
    this.headerPart = headerPart;
    this.weights = weights;
  }

  /** Two tasks may both parse the header; both get the same. */
  @Override
  public ModelHeader header() {
    if (header == null) {
      header = ModelHeader.parse(headerPart.value().bytes(), dataBytes, path());
    }
    return header;
  }

  @Override
  public void offer() {}

  @Override
  public Lease lease(ScoringSettings settings) {
    Kernels kernels = KernelChoice.of(settings);
    // Each task asks for it: that Spark has it here is what keeps the model in the store.
    headerPart.value();
    return ModelStore.INSTANCE.lease(contentHash(), kernels, new Source(this, kernels));
  }

  /** Stops offering the model to executors; their copies go when nobody uses them. */
  void withdraw() {
    headerPart.unpersist();
    weights.withdraw();
  }

  /** Also forgets what the Spark driver holds; whoever still has this object cannot load it. */
  void destroy() {
    withdraw();
    headerPart.destroy();
    weights.destroy();
  }

  /** A model for one kind of kernels. Two of the same broadcast are equal. */
  private record Source(long id, SharedModel shared, Kernels kernels) implements ModelSource {
    Source(SharedModel shared, Kernels kernels) {
      this(shared.headerPart.id(), shared, kernels);
    }

    @Override
    public long nativeBytes() {
      return shared.dataBytes;
    }

    @Override
    public Model load() {
      return ModelLoader.load(shared.header(), shared.weights, kernels);
    }

    @Override
    public void freed() {
      shared.weights.freed(shared.header());
    }

    @Override
    public boolean isOffered() {
      return BroadcastBlocks.isHere(shared.headerPart);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Source source && id == source.id;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(id);
    }
  }
}
