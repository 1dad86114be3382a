package io.nibble.spark.app;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.Function0;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockInfo;
import org.apache.spark.storage.BlockManager;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/**
 * Has a thread on every executor take from Spark, over and over, every block of every broadcast
 * that no task reads at that moment.
 */
final class BlockEvictor implements Function0<String> {
  private static final long serialVersionUID = 1L;

  private static final AtomicInteger REMOVED = new AtomicInteger();
  private static Thread thread;
  private static volatile boolean wanted;

  private final boolean start;

  private BlockEvictor(boolean start) {
    this.start = start;
  }

  static void start(SparkSession spark) {
    EveryExecutor.run(spark, new BlockEvictor(true));
  }

  /** Ends it; says how many blocks each executor has lost. */
  static List<String> stop(SparkSession spark) {
    return EveryExecutor.run(spark, new BlockEvictor(false));
  }

  @Override
  public String call() {
    synchronized (BlockEvictor.class) {
      wanted = start;
      if (start && thread == null) {
        thread = new Thread(BlockEvictor::evict, "block-evictor");
        thread.setDaemon(true);
        thread.start();
      }
    }
    return SparkEnv.get().executorId() + " lost " + REMOVED;
  }

  private static void evict() {
    BlockManager blocks = SparkEnv.get().blockManager();
    for (; wanted; sleep()) {
      Iterator<BlockId> ids = blocks.getMatchingBlockIds(new IsBroadcast()).iterator();
      while (ids.hasNext()) {
        BlockId id = ids.next();
        // Not one that a task reads: its removal would wait for the end of the task.
        if (!blocks.blockInfoManager().get(id).exists(new IsRead())) {
          remove(blocks, id);
          REMOVED.incrementAndGet();
        }
      }
    }
  }

  private static void remove(BlockManager blocks, BlockId id) {
    try {
      blocks.removeBlock(id, true);
    } catch (Exception e) {
      // Spark fails if another thread removes the block just then.
      if (blocks.getStatus(id).isDefined()) {
        throw e;
      }
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(50);
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
