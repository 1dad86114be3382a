package io.nibble.spark.app;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockInfo;
import org.apache.spark.storage.BlockManager;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/**
 * A function that is always true. Where it was called, a thread takes from Spark, for a minute and
 * as fast as it can, every block of every broadcast that no task holds at that moment.
 */
final class BlockEvictor implements UDF1<Long, Boolean> {
  private static final long serialVersionUID = 1L;
  private static final long NANOS = 60_000_000_000L;
  private static final AtomicBoolean RUNS = new AtomicBoolean();

  @Override
  public Boolean call(Long id) {
    if (RUNS.compareAndSet(false, true)) {
      Thread thread = new Thread(BlockEvictor::evict, "block-evictor");
      thread.setDaemon(true);
      thread.start();
    }
    return true;
  }

  private static void evict() {
    BlockManager blocks = SparkEnv.get().blockManager();
    for (long end = System.nanoTime() + NANOS; System.nanoTime() < end; sleep()) {
      Iterator<BlockId> ids = blocks.getMatchingBlockIds(new IsBroadcast()).iterator();
      while (ids.hasNext()) {
        BlockId id = ids.next();
        // Not one that a task reads: its removal would wait for the end of the task.
        if (!blocks.blockInfoManager().get(id).exists(new IsRead())) {
          blocks.removeBlock(id, true);
        }
      }
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private static final class IsRead extends AbstractFunction1<BlockInfo, Object> {
    @Override
    public Object apply(BlockInfo block) {
      return block.readerCount() > 0;
    }
  }

  private static final class IsBroadcast extends AbstractFunction1<BlockId, Object> {
    @Override
    public Object apply(BlockId id) {
      return id.isBroadcast();
    }
  }
}
