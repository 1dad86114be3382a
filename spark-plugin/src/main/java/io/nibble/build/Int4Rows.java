package io.nibble.build;

import io.nibble.kernel.operand.PackedLayout;
import io.nibble.memory.ElementType;

/**
 * Quantizes rows of weights to 4 bits by groups, as torchao's Int8DynamicActivationInt4WeightConfig
 * does: {@code u = clamp(rne(w · (1/s)) + z, 0, 15)}, in float32. Asymmetric: {@code s = (max −
 * min)/15} with 0 inside the range, {@code z = clamp(−rne(min/s), 0, 15)}. Symmetric: {@code s =
 * max|w|/7.5}, {@code z = 8}. The scale is at least 10⁻⁶; it is rounded to the layout's type of
 * scales before anything is computed with it.
 */
final class Int4Rows {
  // What torchao passes as eps for weights; for activations it is another one.
  private static final float SMALLEST_SCALE = 1e-6f;

  // The smallest bfloat16 that is not below it.
  private static final float SMALLEST_BFLOAT16_SCALE = 0x1.0ep-20f;

  private static final int LARGEST = 15;
  private static final int SYMMETRIC_ZERO_POINT = 8;

  private final PackedLayout layout;
  private final int k;
  private final int groups;
  private final int groupLength;
  private final boolean symmetric;
  private final ElementType scaleType;
  private final float smallestScale;

  final byte[] values;
  final float[] scales;
  final byte[] zeroPoints;

  /** Room for the rows of {@code layout}. */
  Int4Rows(PackedLayout layout, boolean symmetric) {
    this.layout = layout;
    this.k = layout.k();
    this.groups = layout.groups();
    this.groupLength = layout.groupLength();
    this.symmetric = symmetric;
    this.scaleType = layout.scaleType();
    this.smallestScale =
        scaleType == ElementType.BFLOAT16 ? SMALLEST_BFLOAT16_SCALE : SMALLEST_SCALE;
    this.values = new byte[Math.multiplyExact(layout.n(), k)];
    this.scales = new float[layout.n() * groups];
    this.zeroPoints = new byte[layout.n() * groups];
  }

  PackedLayout layout() {
    return layout;
  }

  /**
   * Quantizes all rows.
   *
   * @param weights finite, row-major
   * @param noise takes what was lost
   * @return whether all scales are finite; only then do the results mean anything
   */
  boolean quantize(float[] weights, QuantizationNoise noise) {
    boolean finite = true;
    for (int group = 0; group < scales.length; group++) {
      int row = group / groups;
      int from = row * k + group % groups * groupLength;
      int to = Math.min(from + groupLength, (row + 1) * k);
      chooseScale(weights, from, to, group);
      quantizeGroup(weights, from, to, group, noise);
      finite &= Float.isFinite(scales[group]);
    }
    return finite;
  }

  private void chooseScale(float[] weights, int from, int to, int group) {
    float min = 0;
    float max = 0;
    for (int i = from; i < to; i++) {
      min = Math.min(min, weights[i]);
      max = Math.max(max, weights[i]);
    }
    if (symmetric) {
      scales[group] = scale(Math.max(-min, max) / 7.5f);
      zeroPoints[group] = SYMMETRIC_ZERO_POINT;
    } else {
      scales[group] = scale((max - min) / LARGEST);
      zeroPoints[group] = (byte) clamp(-(float) Math.rint(min / scales[group]));
    }
  }

  private float scale(float exact) {
    return Math.max(scaleType.nearest(exact), smallestScale);
  }

  private void quantizeGroup(
      float[] weights, int from, int to, int group, QuantizationNoise noise) {
    float scale = scales[group];
    // The product with the reciprocal and the quotient can round differently: torchao multiplies
    // here and divides above.
    float inverse = 1 / scale;
    int zeroPoint = zeroPoints[group];
    for (int i = from; i < to; i++) {
      int value = clamp((float) Math.rint(weights[i] * inverse) + zeroPoint);
      values[i] = (byte) value;
      noise.add(weights[i], (double) scale * (value - zeroPoint));
    }
  }

  private static int clamp(float value) {
    return (int) Math.min(Math.max(value, 0), LARGEST);
  }
}
