package io.nibble.bench.peers;

/** A linear layer as a contender holds it, quantized or not: the source of the right answer. */
public sealed interface Layer permits Float32Layer, Int4Layer, Int8Layer {
  int n();

  int k();

  /** n floats. */
  float[] bias();

  /**
   * Writes the k weights of output {@code column}, dequantized without error, to {@code target}.
   */
  void weights(int column, double[] target);
}
