package io.nibble.spark.job.chunk;

import io.nibble.spark.job.input.Chunk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;

/**
 * Scores chunks in order, two at a time: the next one fills the cores that the last tasks of one
 * leave.
 */
public final class ChunkRunner {
  private static final int AT_ONCE = 2;
  private final SparkSession spark;
  private final Work work;

  /** Of Spark's jobs, which another start of the job in this application must not cancel. */
  private final String group = "nibble score " + UUID.randomUUID();

  /** Scores and commits one chunk. */
  public interface Work {
    void commit(Chunk chunk) throws IOException, InterruptedException;
  }

  public ChunkRunner(SparkSession spark, Work work) {
    this.spark = spark;
    this.work = work;
  }

  /** Returns when all chunks are committed; at the first failure the others are given up. */
  public void run(List<Chunk> chunks) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    ExecutorCompletionService<Void> service = new ExecutorCompletionService<>(threads);
    List<Future<Void>> all = new ArrayList<>();
    try {
      chunks.forEach(chunk -> all.add(service.submit(() -> commit(chunk))));
      for (int i = 0; i < all.size(); i++) {
        service.take().get();
      }
    } catch (ExecutionException e) {
      all.forEach(future -> future.cancel(false));
      spark.sparkContext().cancelJobGroup(group);
      throw e.getCause() instanceof Exception cause ? cause : e;
    } finally {
      threads.shutdown();
      threads.awaitTermination(1, TimeUnit.MINUTES);
    }
  }

  private Void commit(Chunk chunk) throws IOException, InterruptedException {
    SparkSession.setActiveSession(spark);
    spark.sparkContext().setJobGroup(group, "chunk " + chunk.number(), false);
    work.commit(chunk);
    return null;
  }
}
