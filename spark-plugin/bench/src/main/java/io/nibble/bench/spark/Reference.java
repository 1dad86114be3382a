package io.nibble.bench.spark;

import io.nibble.bench.peers.Layer;
import java.util.List;

/** Whether a job wrote what its model computes. */
final class Reference {
  /** Least signal-to-quantization-noise ratio of a correct result; int8 activations give 30. */
  private static final double MIN_DECIBELS = 15;

  private Reference() {}

  /**
   * Compares the scores of a row with float64 over the same weights.
   *
   * @throws IllegalStateException when they are further apart than 8-bit activations explain
   */
  static void check(String name, List<? extends Layer> layers, float[] features, float[] scores) {
    double[] expected = new double[features.length];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = features[i];
    }
    for (int i = 0; i < layers.size(); i++) {
      expected = apply(layers.get(i), expected, i + 1 < layers.size());
    }
    double signal = 0;
    double noise = 0;
    for (int i = 0; i < expected.length; i++) {
      signal += expected[i] * expected[i];
      noise += (scores[i] - expected[i]) * (scores[i] - expected[i]);
    }
    double decibels = 10 * Math.log10(signal / noise);
    if (!(decibels >= MIN_DECIBELS)) {
      throw new IllegalStateException(
          "%s: a row has %.1f dB SQNR, expected %.0f or more: not measured"
              .formatted(name, decibels, MIN_DECIBELS));
    }
  }

  private static double[] apply(Layer layer, double[] x, boolean relu) {
    double[] y = new double[layer.n()];
    double[] weights = new double[layer.k()];
    for (int column = 0; column < y.length; column++) {
      layer.weights(column, weights);
      double sum = layer.bias()[column];
      for (int i = 0; i < x.length; i++) {
        sum += weights[i] * x[i];
      }
      y[column] = relu ? Math.max(0, sum) : sum;
    }
    return y;
  }
}
