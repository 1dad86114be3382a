package io.nibble.spark.broadcast;

import io.nibble.kernel.Kernels;
import io.nibble.model.Model;
import io.nibble.model.ModelHeader;
import io.nibble.spark.conf.ScoringSettings;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;

/** A model as tasks see it: the broadcasts of its header and of its shards, in order. */
final class SharedModel extends ModelReference {
  private static final long serialVersionUID = 1L;

  private final long dataBytes;
  private final Broadcast<ModelPart> headerPart;
  private final List<Broadcast<ModelPart>> shards;
  private transient volatile ModelHeader header;

  SharedModel(
      ModelHeader header,
      String path,
      Broadcast<ModelPart> headerPart,
      List<Broadcast<ModelPart>> shards) {
    super(path, header.contentHash());
    this.header = header;
    this.dataBytes = header.dataBytes();
    this.headerPart = headerPart;
    this.shards = List.copyOf(shards);
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
  public ModelLease lease(ScoringSettings settings) {
    Kernels kernels = KernelChoice.of(settings);
    // Each task asks for it: that Spark has it here is what keeps the model in the store.
    headerPart.value();
    return ModelStore.INSTANCE.lease(contentHash(), kernels, new Source(this, kernels));
  }

  /** Stops offering the model to executors; their copies go when nobody uses them. */
  void withdraw() {
    headerPart.unpersist(true);
    shards.forEach(shard -> shard.unpersist(true));
  }

  /** Also forgets what the Spark driver holds; whoever still has this object cannot load it. */
  void destroy() {
    withdraw();
    headerPart.destroy();
    shards.forEach(Broadcast::destroy);
  }

  List<Broadcast<ModelPart>> shards() {
    return shards;
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
      return ModelLoader.load(shared, kernels);
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
