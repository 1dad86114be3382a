package io.nibble.bench.spark;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Nanoseconds that some work took.
 *
 * @param wall from its start to its end
 * @param cpu of the threads that did it; on a machine with other work this is the steadier one
 */
record Cost(double wall, double cpu) {
  static double median(List<Cost> costs, ToDoubleFunction<Cost> part) {
    return median(costs.stream().mapToDouble(part).toArray());
  }

  static double median(double[] samples) {
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Distance of the quartiles, in percent of the median. */
  static double spread(List<Cost> costs, ToDoubleFunction<Cost> part) {
    double[] sorted = costs.stream().mapToDouble(part).sorted().toArray();
    double quartiles = sorted[sorted.length * 3 / 4] - sorted[sorted.length / 4];
    return 100 * quartiles / median(sorted);
  }
}
