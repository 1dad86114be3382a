package io.nibble.kernel;

import io.nibble.memory.ElementType;
import java.util.Arrays;
import java.util.Random;

/** Activations for tests, exactly representable in their element type. */
final class Samples {
  private Samples() {}

  /** A generator whose seed is the case's name, so that a failure's message repeats it. */
  static Random random(String name) {
    return new Random(name.hashCode());
  }

  /** Rows in turn: random, all greatest, all zero, one outlier, all least, random positive. */
  static float[][] rows(ElementType type, int rows, int columns, Random random) {
    float[][] x = new float[rows][columns];
    for (int i = 0; i < rows; i++) {
      fill(x[i], i % 6, random);
      for (int k = 0; k < columns; k++) {
        x[i][k] = Bits.decode(type, Bits.encode(type, x[i][k]));
      }
    }
    return x;
  }

  private static void fill(float[] row, int kind, Random random) {
    float size = (float) Math.exp(3 * random.nextGaussian());
    for (int k = 0; k < row.length; k++) {
      float v = size * (float) random.nextGaussian();
      row[k] =
          switch (kind) {
            case 1 -> size;
            case 2 -> 0;
            case 4 -> -size;
            case 5 -> Math.abs(v);
            default -> v;
          };
    }
    if (kind == 3) {
      Arrays.fill(row, size / 100);
      row[random.nextInt(row.length)] = -1000 * size;
    }
  }
}
