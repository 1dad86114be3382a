package io.nibble.bench.peers;

/**
 * A layer with 4-bit weights: w = (u − z)·s, one scale and zero point per group of inputs.
 *
 * @param group consecutive inputs that share a scale; the last group may be short
 * @param values n×k bytes, 0…15, row-major
 * @param scales n×groups floats
 * @param zeroPoints n×groups bytes, 0…15, or null for symmetric weights (8 everywhere)
 */
public record Int4Layer(
    int n, int k, int group, byte[] values, float[] scales, byte[] zeroPoints, float[] bias)
    implements Layer {
  public static Int4Layer quantize(Float32Layer layer, int group, boolean symmetric) {
    int n = layer.n();
    int k = layer.k();
    int groups = (k + group - 1) / group;
    byte[] values = new byte[n * k];
    float[] scales = new float[n * groups];
    byte[] zeroPoints = symmetric ? null : new byte[n * groups];
    for (int g = 0; g < n * groups; g++) {
      int row = g / groups * k;
      int from = row + g % groups * group;
      int to = Math.min(row + k, from + group);
      float[] range = range(layer.weight(), from, to);
      float scale = symmetric ? Math.max(-range[0], range[1]) / 7 : (range[1] - range[0]) / 15;
      int zero = symmetric ? 8 : clamp(-range[0] / scale);
      for (int i = from; i < to; i++) {
        values[i] = (byte) clamp(layer.weight()[i] / scale + zero);
      }
      scales[g] = scale;
      if (!symmetric) {
        zeroPoints[g] = (byte) zero;
      }
    }
    return new Int4Layer(n, k, group, values, scales, zeroPoints, layer.bias());
  }

  int groups() {
    return (k + group - 1) / group;
  }

  boolean symmetric() {
    return zeroPoints == null;
  }

  @Override
  public void weights(int column, double[] target) {
    for (int i = 0; i < k; i++) {
      int g = column * groups() + i / group;
      int zero = symmetric() ? 8 : zeroPoints[g];
      target[i] = (values[column * k + i] - zero) * (double) scales[g];
    }
  }

  /** Smallest and largest weight, 0 included; never both 0. */
  private static float[] range(float[] weight, int from, int to) {
    float min = 0;
    float max = Float.MIN_NORMAL;
    for (int i = from; i < to; i++) {
      min = Math.min(min, weight[i]);
      max = Math.max(max, weight[i]);
    }
    return new float[] {min, max};
  }

  private static int clamp(float value) {
    return Math.max(0, Math.min(15, (int) Math.rint(value)));
  }
}
