package io.nibble.build;

import io.nibble.kernel.operand.PackedLayout;

/**
 * Quantizes rows of weights to 8 bits, symmetrically, each channel (or group of one) by its own
 * range: {@code s = max|w|/127}, {@code w = clamp(rne(w · (1/s)), −127, 127)}, in float32. The
 * scale is at least the smallest normal number, so that a channel of zeros stays one.
 */
final class Int8Rows {
  private static final int LARGEST = 127;

  private final int k;
  private final int groups;
  private final int groupLength;

  final byte[] values;
  final float[] scales;

  /** Room for the rows of {@code layout}. */
  Int8Rows(PackedLayout layout) {
    this.k = layout.k();
    this.groups = layout.groups();
    this.groupLength = layout.groupLength();
    this.values = new byte[Math.multiplyExact(layout.n(), k)];
    this.scales = new float[layout.n() * groups];
  }

  /**
   * Quantizes all rows.
   *
   * @param weights finite, row-major
   * @param noise takes what was lost
   */
  void quantize(float[] weights, QuantizationNoise noise) {
    for (int group = 0; group < scales.length; group++) {
      int row = group / groups;
      int from = row * k + group % groups * groupLength;
      int to = Math.min(from + groupLength, (row + 1) * k);
      scales[group] = scale(weights, from, to);
      quantizeGroup(weights, from, to, scales[group], noise);
    }
  }

  private static float scale(float[] weights, int from, int to) {
    float largest = 0;
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, Math.abs(weights[i]));
    }
    return Math.max(largest / LARGEST, Float.MIN_NORMAL);
  }

  private void quantizeGroup(
      float[] weights, int from, int to, float scale, QuantizationNoise noise) {
    float inverse = 1 / scale;
    for (int i = from; i < to; i++) {
      double level = Math.rint(weights[i] * inverse);
      int value = (int) Math.max(-LARGEST, Math.min(LARGEST, level));
      values[i] = (byte) value;
      noise.add(weights[i], (double) scale * value);
    }
  }
}
