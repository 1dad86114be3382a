package io.nibble.spark.watch;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.function.Predicate;

/**
 * The metrics of all executors together, on the Spark driver: its Prometheus page is the one that
 * Spark has for an application. Names differ from those of an executor, because in local mode both
 * are in one registry.
 */
public final class ClusterGauges {
  private static final String PREFIX = "cluster.";

  private final MetricRegistry registry;

  private ClusterGauges(MetricRegistry registry) {
    this.registry = registry;
  }

  public static ClusterGauges register(MetricRegistry registry) {
    for (ExecutorMetric metric : ExecutorMetric.values()) {
      registry.register(
          PREFIX + metric.label(),
          (Gauge<Number>) () -> metric.shown(ExecutorReports.total(metric)));
    }
    ClusterGauges gauges = new ClusterGauges(registry);
    gauges.count("executors", report -> true);
    gauges.count("problems", report -> !report.problem().isEmpty());
    return gauges;
  }

  /**
   * An executor has started: its ISA gets a metric, unless another executor had it before. In local
   * mode its own metrics are registered here, because it starts before Spark can name them.
   */
  public void add(ExecutorReport report) {
    if (ExecutorReport.isLocal(report.executor())) {
      ExecutorGauges.register(registry, report);
    }
    String isa = ExecutorGauges.isaName(report);
    count("isa." + isa, other -> ExecutorGauges.isaName(other).equals(isa));
  }

  private void count(String name, Predicate<ExecutorReport> which) {
    registry.gauge(PREFIX + name, () -> (Gauge<Long>) () -> live(which));
  }

  private static long live(Predicate<ExecutorReport> which) {
    return ExecutorReports.states().stream()
        .filter(ExecutorState::isLive)
        .map(ExecutorState::report)
        .filter(which)
        .count();
  }
}
