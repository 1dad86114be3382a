package io.nibble.bench.spark;

import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/** Cost of jobs: the CPU time is that of their tasks. */
final class TaskTime extends SparkListener {
  private static final long WAIT_MILLIS = 10_000;

  private final SparkSession spark;
  private final AtomicLong nanos = new AtomicLong();

  private TaskTime(SparkSession spark) {
    this.spark = spark;
  }

  static TaskTime of(SparkSession spark) {
    TaskTime time = new TaskTime(spark);
    spark.sparkContext().addSparkListener(time);
    return time;
  }

  Cost of(Runnable job) throws TimeoutException {
    spark.sparkContext().listenerBus().waitUntilEmpty(WAIT_MILLIS);
    nanos.set(0);
    long start = System.nanoTime();
    job.run();
    long wall = System.nanoTime() - start;
    spark.sparkContext().listenerBus().waitUntilEmpty(WAIT_MILLIS);
    return new Cost(wall, nanos.get());
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd task) {
    nanos.addAndGet(task.taskMetrics().executorCpuTime());
  }
}
