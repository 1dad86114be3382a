package io.nibble.bench.peers;

import java.util.SplittableRandom;

/**
 * Rows to compute.
 *
 * @param x m×k floats, row-major
 */
record Batch(int m, int k, float[] x) {
  static Batch random(int m, int k) {
    SplittableRandom random = new SplittableRandom(7);
    float[] x = new float[Math.multiplyExact(m, k)];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return new Batch(m, k, x);
  }
}
