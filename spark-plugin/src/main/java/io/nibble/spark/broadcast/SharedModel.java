package io.nibble.spark.broadcast;

import io.nibble.kernel.Kernels;
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
    return ModelStore.INSTANCE.lease(contentHash(), kernels, () -> ModelLoader.load(this, kernels));
  }

  List<Broadcast<ModelPart>> shards() {
    return shards;
  }
}
