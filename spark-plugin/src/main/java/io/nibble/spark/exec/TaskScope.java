package io.nibble.spark.exec;

import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/** Ties native memory to the end of the running task, whether it succeeds, fails or is killed. */
public final class TaskScope {
  private TaskScope() {}

  /** Whether this thread runs a task, and not code of the Spark driver. */
  public static boolean isInTask() {
    return TaskContext.get() != null;
  }

  /** Has {@code release} called when the task of this thread ends. */
  public static void atEnd(Runnable release) {
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> release.run());
  }
}
