package io.nibble.bench.peers;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Measures several passes in turn, round after round, so that whatever else the machine does falls
 * on all of them alike. Time is the calling thread's CPU time: everyone computes on that thread,
 * and a machine with other work then measures itself and not its neighbours.
 *
 * @param rounds measurements of each pass, odd
 * @param burstNanos least time of one measurement
 * @param warmUpNanos least time that a pass runs before the first
 */
record Race(int rounds, long burstNanos, long warmUpNanos) {
  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

  /** Time of one run of each pass, in their order. */
  List<Timing> run(List<Pass> passes) {
    long[] calls = passes.stream().mapToLong(this::warmUp).toArray();
    double[][] nanos = new double[passes.size()][rounds];
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < calls.length; i++) {
        nanos[i][round] = burst(passes.get(i), calls[i]);
      }
    }
    List<Timing> timings = new ArrayList<>();
    for (double[] samples : nanos) {
      timings.add(Timing.of(samples));
    }
    return timings;
  }

  /** Runs the pass until it is warm; how many calls make a burst. */
  private long warmUp(Pass pass) {
    long calls = 0;
    long start = CLOCK.getCurrentThreadCpuTime();
    long elapsed;
    do {
      pass.run();
      calls++;
      elapsed = CLOCK.getCurrentThreadCpuTime() - start;
    } while (elapsed < warmUpNanos);
    return Math.max(1, calls * burstNanos / elapsed);
  }

  private static double burst(Pass pass, long calls) {
    pass.run(); // brings this contender's weights back into the caches
    long start = CLOCK.getCurrentThreadCpuTime();
    for (long call = 0; call < calls; call++) {
      pass.run();
    }
    return (double) (CLOCK.getCurrentThreadCpuTime() - start) / calls;
  }

  /**
   * Time of one pass.
   *
   * @param nanos median
   * @param spread distance of the quartiles, as a part of the median
   */
  record Timing(double nanos, double spread) {
    static Timing of(double[] samples) {
      double[] sorted = samples.clone();
      Arrays.sort(sorted);
      double median = sorted[sorted.length / 2];
      double quartiles = sorted[sorted.length * 3 / 4] - sorted[sorted.length / 4];
      return new Timing(median, quartiles / median);
    }
  }
}
