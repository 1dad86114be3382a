package io.nibble.bench.peers;

import java.util.SplittableRandom;

/**
 * A layer that is not quantized.
 *
 * @param weight n×k floats, row-major
 */
public record Float32Layer(int n, int k, float[] weight, float[] bias) implements Layer {
  /** A layer with normal weights; another one for every {@code copy}. */
  public static Float32Layer random(Shape shape, int copy) {
    SplittableRandom random = new SplittableRandom(31L * shape.name().hashCode() + copy).split();
    float[] weight = new float[Math.toIntExact(shape.weights())];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) random.nextGaussian();
    }
    // As large as the product itself, so that a contender that drops the bias is found out.
    float spread = (float) Math.sqrt(shape.k());
    float[] bias = new float[shape.n()];
    for (int i = 0; i < bias.length; i++) {
      bias[i] = spread * (float) random.nextGaussian();
    }
    return new Float32Layer(shape.n(), shape.k(), weight, bias);
  }

  @Override
  public void weights(int column, double[] target) {
    for (int i = 0; i < k; i++) {
      target[i] = weight[column * k + i];
    }
  }
}
