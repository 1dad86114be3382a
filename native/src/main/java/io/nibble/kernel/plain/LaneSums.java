package io.nibble.kernel.plain;

/**
 * Sums along a row with the sixteen partial sums of docs/operators.md, element i in sum i mod 16.
 */
final class LaneSums {
  private static final int LANES = 16;

  private LaneSums() {}

  static float sum(float[] x, int from, int to) {
    float[] lanes = new float[LANES];
    for (int i = from; i < to; i++) {
      lanes[(i - from) % LANES] += x[i];
    }
    return tree(lanes);
  }

  /** Σ (x − center)². */
  static float squares(float[] x, float center) {
    float[] lanes = new float[LANES];
    for (int i = 0; i < x.length; i++) {
      float distance = x[i] - center;
      lanes[i % LANES] = Math.fma(distance, distance, lanes[i % LANES]);
    }
    return tree(lanes);
  }

  private static float tree(float[] lanes) {
    for (int width = LANES / 2; width > 0; width /= 2) {
      for (int i = 0; i < width; i++) {
        lanes[i] += lanes[i + width];
      }
    }
    return lanes[0];
  }
}
