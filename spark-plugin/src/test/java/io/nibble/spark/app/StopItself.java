package io.nibble.spark.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.SparkSession;

/** A task that stops the process of executor 1, and does nothing on others. */
final class StopItself implements FlatMapFunction<Iterator<Long>, Long> {
  private static final long serialVersionUID = 1L;
  private static final String EXECUTOR = "1";

  private final String pidFile;

  private StopItself(Path pidFile) {
    this.pidFile = pidFile.toString();
  }

  /** Runs it on both of two executors of one core; that of the one that stops stays busy. */
  static JavaFutureAction<List<Long>> start(SparkSession spark, Path pidFile) {
    return spark
        .range(0, 2, 1, 2)
        .toJavaRDD()
        .mapPartitions(new StopItself(pidFile))
        .collectAsync();
  }

  /** The process, once it has stopped. */
  static long await(Path pidFile) throws IOException, InterruptedException {
    while (Files.notExists(pidFile)) {
      Thread.sleep(20);
    }
    String pid = Files.readString(pidFile);
    while (!Files.readString(Path.of("/proc", pid, "status")).contains("State:\tT")) {
      Thread.sleep(20);
    }
    return Long.parseLong(pid);
  }

  @Override
  public Iterator<Long> call(Iterator<Long> rows) throws Exception {
    if (SparkEnv.get().executorId().equals(EXECUTOR)) {
      long pid = ProcessHandle.current().pid();
      Path draft = Files.writeString(Path.of(pidFile + ".draft"), Long.toString(pid));
      Files.move(draft, Path.of(pidFile));
      Signal.send("STOP", pid);
    }
    return rows;
  }
}
