package io.nibble.spark.broadcast;

import io.nibble.kernel.Kernels;
import io.nibble.kernel.OffHeap;
import io.nibble.model.Model;
import io.nibble.model.ModelFile;
import io.nibble.model.ModelHeader;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.spark.broadcast.Broadcast;

/**
 * Builds a model in native memory from its broadcasts, shard by shard. An executor's heap holds one
 * shard at a time, of all the models that it loads, and the pieces of the last few, which Spark may
 * evict; afterwards it holds none.
 */
final class ModelLoader {
  private static final ReentrantLock ONE_SHARD = new ReentrantLock(true);

  // Executors that load a model at the same time get its shards from one another: each offers the
  // last few that it read.
  private static final int OFFERED = 8;

  private ModelLoader() {}

  /** Fails with ModelException if the bytes are not those that the header tells of. */
  static Model load(SharedModel shared, Kernels kernels) {
    return LoadThread.call(() -> build(shared, kernels));
  }

  private static Model build(SharedModel shared, Kernels kernels) throws InterruptedException {
    ModelHeader header = shared.header();
    OffHeap data = OffHeap.allocate(header.dataBytes());
    try {
      fill(data, shared);
      ModelFile.verify(data, header);
      return Model.of(header, data, kernels);
    } catch (InterruptedException | RuntimeException | Error e) {
      data.close();
      throw e;
    } finally {
      shared.shards().forEach(BroadcastBlocks::dropCopy);
    }
  }

  private static void fill(OffHeap data, SharedModel shared) throws InterruptedException {
    List<Broadcast<ModelPart>> shards = shared.shards();
    long filled = 0;
    for (int i = 0; i < shards.size(); i++) {
      ONE_SHARD.lockInterruptibly();
      try {
        filled += copy(shards.get(i), data, filled, shared);
      } finally {
        ONE_SHARD.unlock();
      }
      if (i >= OFFERED) {
        BroadcastBlocks.dropCopy(shards.get(i - OFFERED));
      }
    }
    if (filled != data.size()) {
      throw wrongSize(shared, filled, data.size());
    }
  }

  private static int copy(
      Broadcast<ModelPart> shard, OffHeap data, long filled, SharedModel shared) {
    ModelPart part = BroadcastBlocks.freshHandle(shard).value();
    if (filled + part.size() > data.size()) {
      throw wrongSize(shared, filled + part.size(), data.size());
    }
    data.all().copyFrom(part.bytes(), 0, filled, part.size());
    BroadcastBlocks.dropValue(shard);
    return part.size();
  }

  private static ModelLoadException wrongSize(SharedModel shared, long found, long expected) {
    return new ModelLoadException(
        shared.path() + ": its shards hold " + found + " bytes, expected " + expected, null);
  }
}
