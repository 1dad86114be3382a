package io.nibble.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.kernel.operand.Matrix;
import io.nibble.memory.ElementType;
import io.nibble.memory.Slice;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TestFiniteRows {
  private static final float[] BAD = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};

  static List<Kernels> kernels() {
    return Kernels.available();
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void oneBadElementAnywhereMarksItsRowOnly(Kernels kernels) {
    for (ElementType type : ElementType.values()) {
      for (int columns : new int[] {1, 2, 15, 16, 17, 33, 100}) {
        for (int at = 0; at < columns; at++) {
          float[][] x = new float[5][columns];
          x[0][at] = type == ElementType.FLOAT16 ? 65504 : 3e38f;
          x[1][at] = BAD[0];
          x[2][at] = BAD[1];
          x[4][at] = BAD[2];
          assertThat(flags(kernels, type, x))
              .as("%s %s, column %d of %d", kernels, type, at, columns)
              .containsExactly(1, 0, 0, 1, 0);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void gapsBetweenRowsDoNotCount(Kernels kernels) {
    try (Arena arena = new Arena()) {
      Slice data = arena.of(1, 2, Float.NaN, 3, 4);
      Slice flags = arena.bytes(3);
      flags.putByte(2, (byte) 9);
      kernels.finiteRows(new Matrix(data, ElementType.FLOAT32, 2, 2, 3), flags);
      assertThat(Arena.read(flags)).containsExactly(1, 1, 9);
    }
  }

  private static byte[] flags(Kernels kernels, ElementType type, float[][] x) {
    try (Arena arena = new Arena()) {
      Slice flags = arena.bytes(x.length);
      kernels.finiteRows(arena.matrix(type, x), flags);
      return Arena.read(flags);
    }
  }
}
