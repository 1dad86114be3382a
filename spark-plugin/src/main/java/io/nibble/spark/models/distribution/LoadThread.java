package io.nibble.spark.models.distribution;

import io.nibble.spark.models.store.ModelLoadException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Runs the loading of a model in a thread of its own, which is not a task to Spark: blocks read by
 * a task cannot be evicted before it ends, and a whole model would fill the heap.
 */
final class LoadThread {
  private LoadThread() {}

  /**
   * Waits for {@code load}. An interrupt, such as the kill of the waiting task, is passed on; the
   * caller still waits until the load has ended, and stays interrupted.
   */
  static <T> T call(Callable<T> load) {
    FutureTask<T> result = new FutureTask<>(load);
    Thread thread = new Thread(result, "nibble-load");
    thread.setDaemon(true);
    thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    thread.start();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException e) {
          interrupted = true;
          thread.interrupt();
        }
      }
    } catch (ExecutionException e) {
      throw unchecked(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException unchecked(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException runtime
        ? runtime
        : new ModelLoadException(cause.toString(), cause);
  }
}
