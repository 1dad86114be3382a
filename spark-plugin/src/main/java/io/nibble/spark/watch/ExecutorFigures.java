package io.nibble.spark.watch;

import io.nibble.spark.models.store.ModelStore;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What an executor has done and what it holds.
 *
 * @param values of every metric, in the units of {@link ExecutorMetric#read}
 */
public record ExecutorFigures(
    String executor, Map<ExecutorMetric, Long> values, List<ModelStore.Holding> models)
    implements Serializable {

  /** Those of this JVM now. */
  public static ExecutorFigures now(String executor) {
    EnumMap<ExecutorMetric, Long> values = new EnumMap<>(ExecutorMetric.class);
    for (ExecutorMetric metric : ExecutorMetric.values()) {
      values.put(metric, metric.read());
    }
    return new ExecutorFigures(executor, values, ModelStore.instance().holdings());
  }

  static ExecutorFigures none(String executor) {
    return new ExecutorFigures(executor, new EnumMap<>(ExecutorMetric.class), List.of());
  }

  public long value(ExecutorMetric metric) {
    return values.getOrDefault(metric, 0L);
  }
}
