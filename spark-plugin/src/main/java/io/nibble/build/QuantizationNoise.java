package io.nibble.build;

import java.util.Optional;

/** Collects the signal-to-quantization-noise ratio of weights: Σ w² / Σ (w − ŵ)². */
final class QuantizationNoise {
  private double signal;
  private double noise;

  void add(double exact, double approximate) {
    double error = exact - approximate;
    signal += exact * exact;
    noise += error * error;
  }

  /** The ratio in dB, to two digits; empty if nothing was lost. */
  Optional<Double> decibels() {
    if (noise == 0) {
      return Optional.empty();
    }
    // A signal of zero has no noise: all of its groups are zero, and those are exact.
    double ratio = 10 * StrictMath.log10(signal / noise);
    return Optional.of(Math.rint(ratio * 100) / 100);
  }
}
