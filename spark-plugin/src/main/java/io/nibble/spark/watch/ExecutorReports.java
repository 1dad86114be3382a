package io.nibble.spark.watch;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the executors of the application say, on the Spark driver of a session with the plugin.
 * Thread-safe.
 */
public final class ExecutorReports {
  /** Of executors lost before that many others only the sum of their counts is kept. */
  static final int LOST_KEPT = 1000;

  private static final Map<String, ExecutorState> STATES = new LinkedHashMap<>();
  private static final Map<ExecutorMetric, Long> FORGOTTEN = new EnumMap<>(ExecutorMetric.class);

  private static boolean listening;

  private ExecutorReports() {}

  /** At the start of an application with the plugin. */
  public static synchronized void listen() {
    listening = true;
  }

  /** Whether this is the Spark driver of an application with the plugin. */
  public static synchronized boolean isListening() {
    return listening;
  }

  public static synchronized void add(ExecutorReport report) {
    STATES.put(report.executor(), ExecutorState.started(report));
  }

  /** Figures of an executor that has reported. */
  public static synchronized void add(ExecutorFigures figures) {
    STATES.computeIfPresent(figures.executor(), (id, state) -> state.with(figures));
  }

  /** Spark has removed the executor. */
  public static synchronized void lost(String executor) {
    STATES.computeIfPresent(executor, (id, state) -> state.lost());
    List<ExecutorState> lost = STATES.values().stream().filter(s -> !s.isLive()).toList();
    if (lost.size() > LOST_KEPT) {
      forget(lost.get(0));
    }
  }

  private static void forget(ExecutorState state) {
    STATES.remove(state.report().executor());
    state.figures().values().forEach((metric, value) -> FORGOTTEN.merge(metric, value, Long::sum));
  }

  /** Of the executors of the application so far, lost ones included, in the order they came. */
  public static List<ExecutorReport> all() {
    return states().stream().map(ExecutorState::report).toList();
  }

  /** As {@link #all}. */
  public static synchronized List<ExecutorState> states() {
    return new ArrayList<>(STATES.values());
  }

  /** The sum over all executors so far or, of what is a state, over those that live. */
  public static synchronized long total(ExecutorMetric metric) {
    boolean isState = metric.kind() == ExecutorMetric.Kind.STATE;
    long known =
        STATES.values().stream()
            .filter(state -> state.isLive() || !isState)
            .mapToLong(state -> state.figures().value(metric))
            .sum();
    return isState ? known : known + FORGOTTEN.getOrDefault(metric, 0L);
  }

  /** For the end of the application. */
  public static synchronized void clear() {
    listening = false;
    STATES.clear();
    FORGOTTEN.clear();
  }
}
