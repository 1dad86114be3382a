package io.nibble.bench.peers;

/**
 * A layer with symmetric 8-bit weights: w = q·s, one scale per output. Of the eight bits seven are
 * used, as ONNX Runtime asks for ({@code reduce_range}): without VNNI it adds pairs of products in
 * 16 bits, where 2·255·127 does not fit. The same bytes for every CPU, and the same speed.
 *
 * @param values k×n bytes, the transpose of the other layers: what ONNX asks for
 * @param scales n floats
 */
public record Int8Layer(int n, int k, byte[] values, float[] scales, float[] bias)
    implements Layer {
  private static final int MAX_VALUE = 63;

  public static Int8Layer quantize(Float32Layer layer) {
    int n = layer.n();
    int k = layer.k();
    byte[] values = new byte[n * k];
    float[] scales = new float[n];
    for (int column = 0; column < n; column++) {
      float max = Float.MIN_NORMAL;
      for (int i = 0; i < k; i++) {
        max = Math.max(max, Math.abs(layer.weight()[column * k + i]));
      }
      scales[column] = max / MAX_VALUE;
      for (int i = 0; i < k; i++) {
        values[i * n + column] = (byte) Math.rint(layer.weight()[column * k + i] * MAX_VALUE / max);
      }
    }
    return new Int8Layer(n, k, values, scales, layer.bias());
  }

  /** The values as n×k bytes. */
  byte[] rows() {
    byte[] rows = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      rows[i % n * k + i / n] = values[i];
    }
    return rows;
  }

  @Override
  public void weights(int column, double[] target) {
    for (int i = 0; i < k; i++) {
      target[i] = values[i * n + column] * (double) scales[column];
    }
  }
}
