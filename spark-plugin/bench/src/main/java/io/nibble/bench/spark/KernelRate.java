package io.nibble.bench.spark;

import io.nibble.run.Session;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Collections;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What the native kernels do without Spark: threads that score batches one after another. */
final class KernelRate {
  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

  private KernelRate() {}

  /** Cost of {@code rows} rows, shared by the threads. */
  static Cost measure(String model, int threads, int batchRows, int rows) throws Exception {
    int batches = (rows + batchRows * threads - 1) / (batchRows * threads);
    Callable<Long> work = () -> score(model, batchRows, batches);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      long start = System.nanoTime();
      long cpu = 0;
      for (Future<Long> thread : pool.invokeAll(Collections.nCopies(threads, work))) {
        cpu += thread.get();
      }
      double wall = System.nanoTime() - start;
      double share = (double) rows / ((double) batches * batchRows * threads);
      return new Cost(wall * share, cpu * share);
    } finally {
      pool.shutdown();
    }
  }

  /** CPU time of the thread. */
  private static long score(String model, int batchRows, int batches) {
    long start = CLOCK.getCurrentThreadCpuTime();
    try (Session session = PlainModel.of(model).session(batchRows)) {
      SplittableRandom random = new SplittableRandom(1);
      for (long i = 0; i < session.input().size() / Float.BYTES; i++) {
        session.input().putFloat(i, (float) random.nextDouble(-1, 1));
      }
      for (int i = 0; i < batches; i++) {
        session.run(batchRows);
      }
    }
    return CLOCK.getCurrentThreadCpuTime() - start;
  }
}
