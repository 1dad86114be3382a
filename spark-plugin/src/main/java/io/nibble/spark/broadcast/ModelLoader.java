package io.nibble.spark.broadcast;

import io.nibble.kernel.Kernels;
import io.nibble.kernel.OffHeap;
import io.nibble.model.Model;
import io.nibble.model.ModelHeader;
import org.apache.spark.broadcast.Broadcast;

/** Builds a model in native memory from its broadcasts, shard by shard. */
final class ModelLoader {
  private ModelLoader() {}

  static Model load(SharedModel shared, Kernels kernels) {
    ModelHeader header = shared.header();
    OffHeap data = OffHeap.allocate(header.dataBytes());
    try {
      fill(data, shared);
      return Model.of(header, data, kernels);
    } catch (RuntimeException | Error e) {
      data.close();
      throw e;
    }
  }

  // No shard stays referenced here, so that the heap holds one at a time.
  private static void fill(OffHeap data, SharedModel shared) {
    long filled = 0;
    for (Broadcast<ModelPart> shard : shared.shards()) {
      ModelPart part = shard.value();
      checkRoom(data, filled, part, shared);
      data.all().copyFrom(part.bytes(), 0, filled, part.size());
      filled += part.size();
    }
    if (filled != data.size()) {
      throw wrongSize(shared, filled, data.size());
    }
  }

  private static void checkRoom(OffHeap data, long filled, ModelPart part, SharedModel shared) {
    if (filled + part.size() > data.size()) {
      throw wrongSize(shared, filled + part.size(), data.size());
    }
  }

  private static ModelLoadException wrongSize(SharedModel shared, long found, long expected) {
    return new ModelLoadException(
        shared.path() + ": its shards hold " + found + " bytes, expected " + expected, null);
  }
}
