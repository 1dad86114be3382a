package io.nibble.spark.watch;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;

/** The metrics of an executor in Spark's metrics system. */
public final class ExecutorGauges {
  private ExecutorGauges() {}

  /** Numbers for every sink; what is text, for the sinks that can show it. */
  public static void register(MetricRegistry registry, ExecutorReport report) {
    for (ExecutorMetric metric : ExecutorMetric.values()) {
      registry.register(metric.label(), (Gauge<Number>) metric::now);
    }
    registry.register("isa." + isaName(report), (Gauge<Integer>) () -> 1);
    registry.register("info.isa", (Gauge<String>) report::isa);
    registry.register("info.version", (Gauge<String>) report::version);
    registry.register("info.problem", (Gauge<String>) report::problem);
  }

  /** The part of a metric's name that stands for what an executor scores with. */
  static String isaName(ExecutorReport report) {
    return report.isa().isEmpty() ? "none" : report.isa();
  }
}
