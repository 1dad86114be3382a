package io.nibble.spark.score;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/**
 * The native memory of one task. Its iterators and functions take a batch while they fill and score
 * it and give it back, so that they share one unless one pulls rows of another. All of it is freed
 * when the task ends, whether it succeeds, fails or is killed, and whatever threads it leaves
 * behind. Thread-safe.
 */
public final class TaskSession {
  /** Of code that runs in no task: keeps no batch that nobody uses. */
  static final TaskSession NONE = new TaskSession(false);

  private static final Map<TaskContext, TaskSession> OF_TASK = new ConcurrentHashMap<>();

  private final boolean keeps;
  private final Set<LeasedBatch> batches = new HashSet<>();
  private final List<LeasedBatch> idle = new ArrayList<>();
  private volatile boolean over;

  private TaskSession(boolean keeps) {
    this.keeps = keeps;
  }

  /** The session of the task that this thread belongs to. */
  public static TaskSession current() {
    TaskContext task = TaskContext.get();
    if (task == null) {
      return NONE;
    }
    TaskSession session = OF_TASK.get(task);
    return session == null ? start(task) : session;
  }

  /** Of a task that has ended, Spark calls the listener at once. */
  private static TaskSession start(TaskContext task) {
    TaskSession session = new TaskSession(true);
    TaskSession other = OF_TASK.putIfAbsent(task, session);
    if (other != null) {
      return other;
    }
    task.addTaskCompletionListener((TaskCompletionListener) ended -> session.end(task));
    return session;
  }

  /** Whether the task has ended: nobody waits for its rows any more. */
  boolean isOver() {
    return over;
  }

  /** Whether a batch may be held for as long as the session lasts. */
  boolean keeps() {
    return keeps;
  }

  /** A batch for the caller alone; it comes closed once the task has ended. */
  LeasedBatch take(LeasedBatch.Key key) {
    LeasedBatch batch = takeIdle(key);
    return batch == null ? register(LeasedBatch.open(key)) : batch;
  }

  private synchronized LeasedBatch takeIdle(LeasedBatch.Key key) {
    for (int i = idle.size() - 1; i >= 0; i--) {
      if (idle.get(i).key().equals(key)) {
        return idle.remove(i);
      }
    }
    return null;
  }

  private LeasedBatch register(LeasedBatch batch) {
    synchronized (this) {
      if (!over) {
        batches.add(batch);
        return batch;
      }
    }
    batch.close();
    return batch;
  }

  /** Gives back a batch that was taken here, for others of the task. */
  void give(LeasedBatch batch) {
    if (!keeps) {
      free(batch);
      return;
    }
    synchronized (this) {
      if (!over) {
        idle.add(batch);
      }
    }
  }

  /** Frees a batch that was taken here. */
  void free(LeasedBatch batch) {
    synchronized (this) {
      batches.remove(batch);
    }
    batch.close();
  }

  /** Frees a batch that nobody uses, if there is one. */
  void freeIdle(LeasedBatch.Key key) {
    LeasedBatch batch = takeIdle(key);
    if (batch != null) {
      free(batch);
    }
  }

  private void end(TaskContext task) {
    OF_TASK.remove(task);
    List<LeasedBatch> all;
    synchronized (this) {
      over = true;
      all = List.copyOf(batches);
      batches.clear();
      idle.clear();
    }
    closeAll(all.iterator());
  }

  private static void closeAll(Iterator<LeasedBatch> batches) {
    if (batches.hasNext()) {
      try {
        batches.next().close();
      } finally {
        closeAll(batches);
      }
    }
  }
}
