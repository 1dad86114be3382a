package io.nibble.spark.app;

import io.nibble.memory.OffHeap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * What SoakProgram submits: scores many rows in one job, and prints the memory of the executor at
 * the end of each task, one JSON object a line. Arguments: a model, rows, tasks.
 */
public final class SoakApp {
  private SoakApp() {}

  public static void main(String[] args) {
    SparkSession spark = SparkSession.builder().getOrCreate();
    String query =
        "SELECT id, nibble_predict('"
            + args[0]
            + "', array(id % 7, id % 11, id % 13, id % 17, id, -id, id / 3, 1)) s FROM range(0, "
            + args[1]
            + ", 1, "
            + args[2]
            + ")";
    List<String> series =
        spark.sql(query).queryExecution().toRdd().toJavaRDD().mapPartitions(new Sample()).collect();
    series.forEach(System.out::println);
    spark.stop();
  }

  /** Runs a task's rows to their end, then says what this JVM holds. */
  private static final class Sample implements FlatMapFunction<Iterator<InternalRow>, String> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<String> call(Iterator<InternalRow> rows) {
      long count = 0;
      while (rows.hasNext()) {
        rows.next();
        count++;
      }
      var runtime = ManagementFactory.getRuntimeMXBean();
      var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
      String line =
          String.format(
              Locale.ROOT,
              "{\"program\":\"soak\",\"executor\":\"%s\",\"rows\":%d,\"upSeconds\":%.1f,"
                  + "\"residentKiB\":%d,\"heapCommittedKiB\":%d,\"nativeBytes\":%d}",
              SparkEnv.get().executorId(),
              count,
              runtime.getUptime() / 1e3,
              residentKib(),
              heap.getCommitted() >> 10,
              OffHeap.liveBytes());
      return List.of(line).iterator();
    }

    private static long residentKib() {
      try (var lines = Files.lines(Path.of("/proc/self/status"))) {
        return lines
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElseThrow();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
