package io.nibble.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.kernel.operand.Matrix;
import io.nibble.memory.Slice;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TestNorms {
  private static final int[] COLUMNS = {1, 2, 15, 16, 17, 33, 100, 384};
  private static final int ROWS = 5;

  private final Random random = Samples.random("norms");

  @Test
  void layerNorm() {
    for (int columns : COLUMNS) {
      try (Arena arena = new Arena()) {
        Matrix x = Floats.random(arena, random, ROWS, columns);
        Matrix r = Floats.random(arena, random, ROWS, columns);
        Slice w = Floats.random(arena, random, columns);
        Slice b = Floats.random(arena, random, columns);
        Floats.sameBits(arena, ROWS, columns, (k, y) -> k.layerNorm(w, null, 1e-5f, x, null, y));
        Matrix y =
            Floats.sameBits(arena, ROWS, columns, (k, out) -> k.layerNorm(w, b, 1e-5f, x, r, out));
        for (int i = 0; i < ROWS; i++) {
          double mean = 0;
          double squares = 0;
          for (int j = 0; j < columns; j++) {
            mean += (double) (Floats.at(x, i, j) + Floats.at(r, i, j)) / columns;
          }
          for (int j = 0; j < columns; j++) {
            squares += Math.pow(Floats.at(x, i, j) + Floats.at(r, i, j) - mean, 2) / columns;
          }
          for (int j = 0; j < columns; j++) {
            double z = (Floats.at(x, i, j) + Floats.at(r, i, j) - mean) / Math.sqrt(squares + 1e-5);
            assertThat((double) Floats.at(y, i, j))
                .isCloseTo(z * w.floatAt(j) + b.floatAt(j), Offset.offset(5e-5));
          }
        }
      }
    }
  }

  @Test
  void rmsNorm() {
    for (int columns : COLUMNS) {
      try (Arena arena = new Arena()) {
        Matrix x = Floats.random(arena, random, ROWS, columns);
        Matrix r = Floats.random(arena, random, ROWS, columns);
        Slice w = Floats.random(arena, random, columns);
        Floats.sameBits(arena, ROWS, columns, (k, y) -> k.rmsNorm(w, 1e-6f, x, r, y));
        Matrix y =
            Floats.sameBits(arena, ROWS, columns, (k, out) -> k.rmsNorm(w, 1e-6f, x, null, out));
        for (int i = 0; i < ROWS; i++) {
          double squares = squares(x, i) / columns;
          for (int j = 0; j < columns; j++) {
            double z = Floats.at(x, i, j) / Math.sqrt(squares + 1e-6) * w.floatAt(j);
            assertThat((double) Floats.at(y, i, j)).isCloseTo(z, Offset.offset(1e-5));
          }
        }
      }
    }
  }

  @Test
  void l2Normalize() {
    for (int columns : COLUMNS) {
      try (Arena arena = new Arena()) {
        Matrix x = Floats.random(arena, random, ROWS, columns);
        for (int j = 0; j < columns; j++) {
          x.data().putFloat(x.stride() + j, 0);
        }
        Matrix y = Floats.sameBits(arena, ROWS, columns, (k, out) -> k.l2Normalize(x, out));
        for (int i = 0; i < ROWS; i++) {
          assertThat(squares(y, i)).isCloseTo(i == 1 ? 0 : 1, Offset.offset(1e-5));
        }
      }
    }
  }

  @Test
  void inPlace() {
    try (Arena arena = new Arena()) {
      Matrix x = Floats.random(arena, random, ROWS, 40);
      Matrix r = Floats.random(arena, random, ROWS, 40);
      Slice w = Floats.random(arena, random, 40);
      Floats.sameBits(
          arena,
          ROWS,
          40,
          (k, y) -> {
            k.copy(x, y);
            k.layerNorm(w, w, 0, y, r, y);
            k.rmsNorm(w, 0, r, y, y);
            k.l2Normalize(y, y);
          });
    }
  }

  @Test
  void whatIsNotFinite() {
    for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY, 3e38f}) {
      try (Arena arena = new Arena()) {
        Matrix x = Floats.random(arena, random, ROWS, 37);
        x.data().putFloat(2 * x.stride() + 36, bad);
        x.data().putFloat(2 * x.stride(), -bad);
        Slice w = Floats.random(arena, random, 37);
        Floats.sameBits(arena, ROWS, 37, (k, y) -> k.layerNorm(w, w, 0, x, null, y));
        Floats.sameBits(arena, ROWS, 37, (k, y) -> k.rmsNorm(w, 0, x, null, y));
        Floats.sameBits(arena, ROWS, 37, (k, y) -> k.l2Normalize(x, y));
      }
    }
  }

  private static double squares(Matrix x, int row) {
    double sum = 0;
    for (int j = 0; j < x.columns(); j++) {
      sum += Math.pow(Floats.at(x, row, j), 2);
    }
    return sum;
  }
}
