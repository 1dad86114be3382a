package io.nibble.bench.peers;

import java.util.List;
import java.util.stream.IntStream;

/** Whether a contender computes what it says it does. */
final class Accuracy {
  /** Least signal-to-quantization-noise ratio of a correct result; int8 gives 40. */
  static final double MIN_DECIBELS = 15;

  private Accuracy() {}

  /**
   * SQNR of the worst copy over the first, middle and last row, against float64 with the
   * contender's own weights.
   *
   * @throws IllegalStateException when it is below {@link #MIN_DECIBELS} or not a number
   */
  static double check(Contender contender, Batch batch) {
    double worst = Double.POSITIVE_INFINITY;
    try (Pass pass = contender.bind(batch, true)) {
      pass.run();
      for (int copy = 0; copy < contender.layers().size(); copy++) {
        double decibels = decibels(contender.layers().get(copy), pass, copy, batch);
        if (!(decibels >= MIN_DECIBELS)) {
          throw new IllegalStateException(
              "%s, m %d, copy %d: result has %.1f dB SQNR, expected %.0f or more: not measured"
                  .formatted(contender.setting(), batch.m(), copy, decibels, MIN_DECIBELS));
        }
        worst = Math.min(worst, decibels);
      }
    }
    return worst;
  }

  private static double decibels(Layer layer, Pass pass, int copy, Batch batch) {
    int[] rows = IntStream.of(0, batch.m() / 2, batch.m() - 1).distinct().toArray();
    float[][] found = new float[rows.length][layer.n()];
    for (int i = 0; i < rows.length; i++) {
      pass.copyRow(copy, rows[i], found[i]);
    }
    double signal = 0;
    double noise = 0;
    double[] weights = new double[layer.k()];
    for (int column = 0; column < layer.n(); column++) {
      layer.weights(column, weights);
      for (int i = 0; i < rows.length; i++) {
        double expected = layer.bias()[column] + product(weights, batch.x(), rows[i]);
        double error = found[i][column] - expected;
        signal += expected * expected;
        noise += error * error;
      }
    }
    return 10 * Math.log10(signal / noise);
  }

  private static double product(double[] weights, float[] x, int row) {
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i] * x[row * weights.length + i];
    }
    return sum;
  }

  static List<Double> checkAll(List<Contender> contenders, Batch batch) {
    return contenders.stream().map(contender -> check(contender, batch)).toList();
  }
}
