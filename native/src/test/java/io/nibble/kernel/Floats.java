package io.nibble.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.kernel.operand.Matrix;
import io.nibble.memory.ElementType;
import io.nibble.memory.Slice;
import java.util.Random;
import java.util.function.BiConsumer;

/** Float32 matrices and lists of integers for tests of the operators on rows. */
final class Floats {
  private static final float MARK = 123;

  private Floats() {}

  /** A random matrix with a marked gap behind each row but the last. */
  static Matrix random(Arena arena, Random random, int rows, int columns) {
    Matrix x = marked(arena, rows, columns);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        x.data().putFloat(i * x.stride() + j, (float) random.nextGaussian());
      }
    }
    return x;
  }

  static Slice random(Arena arena, Random random, int count) {
    Slice slice = arena.floats(count);
    for (int i = 0; i < count; i++) {
      slice.putFloat(i, (float) random.nextGaussian());
    }
    return slice;
  }

  static Matrix marked(Arena arena, int rows, int columns) {
    int stride = columns + 3;
    Slice data = arena.floats(rows == 0 ? 0 : (rows - 1L) * stride + columns);
    for (int i = 0; i < data.size() / Float.BYTES; i++) {
      data.putFloat(i, MARK);
    }
    return new Matrix(data, ElementType.FLOAT32, rows, columns, stride);
  }

  static Slice ints(Arena arena, int... values) {
    Slice slice = arena.floats(values.length);
    for (int i = 0; i < values.length; i++) {
      slice.putInt(i, values[i]);
    }
    return slice;
  }

  static float at(Matrix x, long row, int column) {
    return x.data().floatAt(row * x.stride() + column);
  }

  /**
   * Runs the operator with every kernels on a result of its own: the bytes of all are those of
   * plain Java, gaps included. Returns plain Java's.
   */
  static Matrix sameBits(Arena arena, int rows, int columns, BiConsumer<Kernels, Matrix> operator) {
    Matrix expected = marked(arena, rows, columns);
    operator.accept(Kernels.java(), expected);
    for (Kernels kernels : Kernels.available()) {
      Matrix y = marked(arena, rows, columns);
      operator.accept(kernels, y);
      assertThat(Arena.read(y.data()))
          .as("%s, %d × %d", kernels, rows, columns)
          .isEqualTo(Arena.read(expected.data()));
    }
    for (int i = 0; i + 1 < rows; i++) {
      assertThat(expected.data().floatAt(i * expected.stride() + columns)).isEqualTo(MARK);
    }
    return expected;
  }
}
