package io.nibble.spark.models.distribution;

import io.nibble.graph.ModelHeader;
import io.nibble.memory.OffHeap;
import io.nibble.spark.models.store.ModelLoadException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.spark.broadcast.Broadcast;

/**
 * Weights as shards, each a broadcast of its own. An executor's heap holds one shard at a time, of
 * all the models that it loads, and the pieces of the last few, which Spark may evict; afterwards
 * it holds none.
 */
public record BroadcastWeights(List<Broadcast<ModelPart>> shards) implements Weights {
  private static final long serialVersionUID = 1L;

  private static final ReentrantLock ONE_SHARD = new ReentrantLock(true);

  /** How long one that is stuck, as when it reads from an executor that is, holds up others. */
  private static final long PATIENCE_SECONDS = 5;

  // Executors that load a model at the same time get its shards from one another: each offers the
  // last few that it read.
  private static final int OFFERED = 8;

  public BroadcastWeights {
    shards = List.copyOf(shards);
  }

  @Override
  public OffHeap fetch(ModelHeader header) throws InterruptedException {
    OffHeap data = OffHeap.allocate(header.dataBytes());
    try {
      fill(data, header);
      return data;
    } catch (InterruptedException | RuntimeException | Error e) {
      data.close();
      throw e;
    } finally {
      shards.forEach(BroadcastBlocks::dropCopy);
    }
  }

  private void fill(OffHeap data, ModelHeader header) throws InterruptedException {
    long filled = 0;
    for (int i = 0; i < shards.size(); i++) {
      boolean alone = ONE_SHARD.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS);
      try {
        filled += copy(shards.get(i), data, filled, header);
      } finally {
        if (alone) {
          ONE_SHARD.unlock();
        }
      }
      if (i >= OFFERED) {
        BroadcastBlocks.dropCopy(shards.get(i - OFFERED));
      }
    }
    if (filled != data.size()) {
      throw wrongSize(header, filled);
    }
  }

  private static int copy(
      Broadcast<ModelPart> shard, OffHeap data, long filled, ModelHeader header) {
    ModelPart part = BroadcastBlocks.freshHandle(shard).value();
    if (filled + part.size() > data.size()) {
      throw wrongSize(header, filled + part.size());
    }
    data.all().copyFrom(part.bytes(), 0, filled, part.size());
    BroadcastBlocks.dropValue(shard);
    return part.size();
  }

  private static ModelLoadException wrongSize(ModelHeader header, long found) {
    return new ModelLoadException(
        header.source() + ": its shards hold " + found + " bytes, expected " + header.dataBytes(),
        null);
  }

  @Override
  public void freed(ModelHeader header) {}

  @Override
  public void withdraw() {
    shards.forEach(Broadcast::unpersist);
  }

  @Override
  public void destroy() {
    shards.forEach(Broadcast::destroy);
  }
}
