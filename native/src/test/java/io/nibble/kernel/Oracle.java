package io.nibble.kernel;

import io.nibble.kernel.operand.ActivationQuantization;

/**
 * The right answers, as slow and obvious as can be: written from the normative arithmetic, sharing
 * nothing with any provider.
 */
final class Oracle {
  private static final float EPSILON = 1.1920929e-7f;

  private Oracle() {}

  /** A quantized row: values −128…127, scale, zero point z_a. */
  record Quantized(int[] q, float scale, int zeroPoint) {}

  static Quantized quantize(float[] x, ActivationQuantization mode) {
    float min = 0;
    float max = 0;
    for (float v : x) {
      if (Float.isNaN(v) || Float.isInfinite(v)) {
        return bad(x.length);
      }
      min = v < min ? v : min;
      max = v > max ? v : max;
    }
    return mode == ActivationQuantization.ASYMMETRIC
        ? asymmetric(x, min, max)
        : symmetric(x, Math.max(-min, max));
  }

  private static Quantized symmetric(float[] x, float largest) {
    float scale = Math.max(largest / 127f, EPSILON);
    int[] q = new int[x.length];
    for (int k = 0; k < x.length; k++) {
      q[k] = (int) Math.min(Math.max(Math.rint(x[k] * (1f / scale)), -127), 127);
    }
    return new Quantized(q, scale, 0);
  }

  private static Quantized asymmetric(float[] x, float min, float max) {
    float range = max - min;
    if (Float.isInfinite(range)) {
      return bad(x.length);
    }
    float scale = Math.max(range / 255f, EPSILON);
    double zeroPoint = Math.min(Math.max(-Math.rint(min / scale), 0), 255);
    int[] q = new int[x.length];
    for (int k = 0; k < x.length; k++) {
      double level = Math.rint(x[k] * (1f / scale)) + zeroPoint;
      q[k] = (int) Math.min(Math.max(level, 0), 255) - 128;
    }
    return new Quantized(q, scale, (int) zeroPoint - 128);
  }

  private static Quantized bad(int length) {
    return new Quantized(new int[length], Float.NaN, 0);
  }

  /** Σ q over each group of {@code length}. */
  static int[] groupSums(int[] q, int length) {
    int[] sums = new int[(q.length + length - 1) / length];
    for (int k = 0; k < q.length; k++) {
      sums[k / length] += q[k];
    }
    return sums;
  }

  /** One output before row scale and bias: f of one row and one output column of the layer. */
  static float product(Quantized x, Layer layer, int n, ActivationQuantization mode) {
    float f = 0;
    for (int g = 0; g < layer.groups(); g++) {
      long dot = 0;
      long sumOfQ = 0;
      for (int k = layer.groupStart(g); k < layer.groupEnd(g); k++) {
        dot += layer.u()[n][k] * x.q()[k];
        sumOfQ += x.q()[k];
      }
      long t = dot - layer.z()[n][g] * sumOfQ;
      f = Math.fma((float) t, layer.s()[n][g], f);
    }
    if (mode == ActivationQuantization.ASYMMETRIC) {
      f = Math.fma((float) -x.zeroPoint(), comp(layer, n), f);
    }
    return f;
  }

  static float comp(Layer layer, int n) {
    double comp = 0;
    for (int g = 0; g < layer.groups(); g++) {
      long sumOfU = 0;
      for (int k = layer.groupStart(g); k < layer.groupEnd(g); k++) {
        sumOfU += layer.u()[n][k];
      }
      int length = layer.groupEnd(g) - layer.groupStart(g);
      comp += (double) layer.s()[n][g] * (sumOfU - (long) length * layer.z()[n][g]);
    }
    return (float) comp;
  }
}
