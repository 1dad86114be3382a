package io.nibble.spark.job.chunk;

import io.nibble.cli.console.ProgressLine;
import io.nibble.cli.console.Sizes;
import io.nibble.spark.job.input.Chunk;
import io.nibble.spark.scala.ScalaCollections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.LongSupplier;
import org.apache.spark.Success$;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.StageInfo;

/** Says how far the chunks have come, counted by the tasks that ended. */
public final class JobProgress extends SparkListener {
  /** Property of the threads that score: the weight of their chunk. */
  static final String CHUNK = "nibble.score.chunk";

  private final ProgressLine line;
  private final LongSupplier clock;
  private final long started;
  private final long total;
  private final double doneAtStart;
  private final Map<Integer, Running> stages = new HashMap<>();
  private long rows;
  private double done;

  /** What one task of a stage stands for. */
  private record Running(double weightOfTask) {}

  /**
   * @param clock nanoseconds
   * @param left those of the chunks that no earlier start has scored
   */
  public JobProgress(ProgressLine line, LongSupplier clock, List<Chunk> chunks, List<Chunk> left) {
    this.line = line;
    this.clock = clock;
    this.started = clock.getAsLong();
    this.total = weight(chunks);
    this.doneAtStart = total - weight(left);
    this.done = doneAtStart;
  }

  private static long weight(List<Chunk> chunks) {
    return chunks.stream().mapToLong(Chunk::weight).sum();
  }

  @Override
  public synchronized void onJobStart(SparkListenerJobStart job) {
    Properties properties = job.properties();
    String weight = properties == null ? null : properties.getProperty(CHUNK);
    if (weight == null) {
      return;
    }
    List<StageInfo> found = ScalaCollections.list(job.stageInfos());
    int tasks = found.stream().mapToInt(StageInfo::numTasks).sum();
    found.forEach(
        stage -> stages.put(stage.stageId(), new Running(Double.parseDouble(weight) / tasks)));
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd task) {
    Running running = stages.get(task.stageId());
    if (running == null || task.reason() != Success$.MODULE$) {
      return;
    }
    done = Math.min(total, done + running.weightOfTask());
    rows += task.taskMetrics().inputMetrics().recordsRead();
    line.show(this::text);
  }

  /** Such as "score: 1,200,000 rows, 400,000 rows/s, 24 % done, 10 s left". */
  synchronized String text() {
    double seconds = Math.max(1e-9, (clock.getAsLong() - started) / 1e9);
    double left = seconds * (total - done) / Math.max(1e-9, done - doneAtStart);
    return String.format(
        Locale.ROOT,
        "score: %s rows, %s rows/s, %.0f %% done, %s left",
        Sizes.count(rows),
        Sizes.count(Math.round(rows / seconds)),
        100 * done / total,
        duration(Math.round(left)));
  }

  private static String duration(long seconds) {
    if (seconds < 60) {
      return seconds + " s";
    }
    return seconds < 3600
        ? seconds / 60 + " min"
        : String.format(Locale.ROOT, "%d h %02d min", seconds / 3600, seconds / 60 % 60);
  }
}
