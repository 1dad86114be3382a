package io.nibble.spark.exec;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** The reports of the executors, on the Spark driver of a session with the plugin. */
public final class ExecutorReports {
  private static final Map<String, ExecutorReport> REPORTS = new ConcurrentSkipListMap<>();

  private ExecutorReports() {}

  public static void add(ExecutorReport report) {
    REPORTS.put(report.executor(), report);
  }

  /** Of all executors of the application so far, lost ones included. */
  public static List<ExecutorReport> all() {
    return List.copyOf(REPORTS.values());
  }

  /** For the end of the application. */
  public static void clear() {
    REPORTS.clear();
  }
}
