package io.nibble.kernel;

/**
 * The right answers, as slow and obvious as can be: written from the normative arithmetic, sharing
 * nothing with any provider. Matrices are rows of arrays.
 */
final class Oracle {
  private static final float EPSILON = 1.1920929e-7f;

  private Oracle() {}

  /** A quantized row: values −128…127, scale, zero point z_a. */
  record Quantized(int[] q, float scale, int zeroPoint) {}

  static Quantized quantize(float[] x, boolean asymmetric) {
    float min = 0;
    float max = 0;
    for (float v : x) {
      if (Float.isNaN(v) || Float.isInfinite(v)) {
        return bad(x.length);
      }
      min = v < min ? v : min;
      max = v > max ? v : max;
    }
    return asymmetric ? asymmetric(x, min, max) : symmetric(x, Math.max(-min, max));
  }

  private static Quantized symmetric(float[] x, float largest) {
    float scale = Math.max(largest / 127f, EPSILON);
    int[] q = new int[x.length];
    for (int k = 0; k < x.length; k++) {
      q[k] = (int) Math.min(Math.max(Math.rint((double) (x[k] * (1f / scale))), -127), 127);
    }
    return new Quantized(q, scale, 0);
  }

  private static Quantized asymmetric(float[] x, float min, float max) {
    float range = max - min;
    if (Float.isInfinite(range)) {
      return bad(x.length);
    }
    float scale = Math.max(range / 255f, EPSILON);
    double zeroPoint = Math.min(Math.max(-Math.rint((double) (min / scale)), 0), 255);
    int[] q = new int[x.length];
    for (int k = 0; k < x.length; k++) {
      double level = Math.rint((double) (x[k] * (1f / scale))) + zeroPoint;
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

  /** One output before the activation function; {@code u} and {@code s} of one output column. */
  static float linear(
      Quantized x, int[] u, float[] s, int[] z, int groupLength, float bias, boolean asymmetric) {
    float f = 0;
    double comp = 0;
    for (int g = 0; g < s.length; g++) {
      long dot = 0;
      long sumOfQ = 0;
      long sumOfU = 0;
      int length = 0;
      for (int k = g * groupLength; k < Math.min((g + 1) * groupLength, u.length); k++) {
        dot += (long) u[k] * x.q()[k];
        sumOfQ += x.q()[k];
        sumOfU += u[k];
        length++;
      }
      long t = dot - z[g] * sumOfQ;
      f = Math.fma((float) t, s[g], f);
      comp += (double) s[g] * (sumOfU - (long) length * z[g]);
    }
    if (asymmetric) {
      f = Math.fma((float) -x.zeroPoint(), (float) comp, f);
    }
    return Math.fma(f, x.scale(), bias);
  }

  static double comp(int[] u, float[] s, int[] z, int groupLength) {
    double comp = 0;
    for (int g = 0; g < s.length; g++) {
      int sum = 0;
      for (int k = g * groupLength; k < Math.min((g + 1) * groupLength, u.length); k++) {
        sum += u[k] - z[g];
      }
      comp += (double) s[g] * sum;
    }
    return comp;
  }
}
