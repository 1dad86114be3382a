package io.nibble.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.kernel.operand.Activation;
import io.nibble.kernel.operand.ActivationQuantization;
import io.nibble.kernel.operand.Int4Weights;
import io.nibble.kernel.operand.Matrix;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.memory.ElementType;
import io.nibble.memory.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What one row does and does not depend on. */
class TestInt4LinearRows {
  private static final int N = 42;
  private static final int K = 100;
  private static final int ROWS = 150;
  private static final PackedLayout LAYOUT = new PackedLayout(N, K, 32);

  static List<Kernels> kernels() {
    return Kernels.available();
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void orderAndBatchDoNotMatter(Kernels kernels) {
    try (Setup setup = new Setup(kernels)) {
      float[][] x = rows("order");
      float[][] together = setup.run(x, Activation.GELU_ERF);
      List<Integer> order =
          IntStream.range(0, ROWS).boxed().collect(Collectors.toCollection(ArrayList::new));
      Collections.shuffle(order, Samples.random("shuffle"));
      float[][] shuffled =
          setup.run(order.stream().map(i -> x[i]).toArray(float[][]::new), Activation.GELU_ERF);
      for (int i = 0; i < ROWS; i++) {
        assertThat(shuffled[i])
            .as("row %d, shuffled", order.get(i))
            .isEqualTo(together[order.get(i)]);
        float[][] alone = setup.run(new float[][] {x[i]}, Activation.GELU_ERF);
        assertThat(alone[0]).as("row %d, alone", i).isEqualTo(together[i]);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void badRowsComeOutAsNanAndLeaveTheirNeighboursAlone(Kernels kernels) {
    try (Setup setup = new Setup(kernels)) {
      float[][] x = rows("bad rows");
      float[][] good = setup.run(x, Activation.RELU);
      List<Integer> bad = List.of(0, 5, 6, 77, ROWS - 1);
      x[0][K - 1] = Float.NaN;
      x[5][0] = Float.POSITIVE_INFINITY;
      x[6][50] = Float.NEGATIVE_INFINITY;
      x[77][3] = -3e38f;
      x[77][4] = 3e38f;
      Arrays.fill(x[ROWS - 1], Float.NaN);
      for (Activation activation : Activation.values()) {
        float[][] y = setup.run(x, activation);
        for (int row : bad) {
          for (float v : y[row]) {
            assertThat(Float.floatToRawIntBits(v))
                .as("%s, row %d", activation, row)
                .isEqualTo(0x7fc00000);
          }
        }
      }
      float[][] y = setup.run(x, Activation.RELU);
      for (int i = 0; i < ROWS; i++) {
        if (!bad.contains(i)) {
          assertThat(y[i]).as("row %d beside bad ones", i).isEqualTo(good[i]);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void badRowsAreTheCanonicalNanInHalfTypes(Kernels kernels) {
    try (Setup setup = new Setup(kernels);
        Arena arena = new Arena()) {
      float[][] x = rows("half");
      x[1][1] = Float.NaN;
      for (ElementType type : List.of(ElementType.BFLOAT16, ElementType.FLOAT16)) {
        Matrix y = Matrix.of(arena.bytes(2L * ROWS * N), type, ROWS, N);
        setup.linear(arena.matrix(type, x), y, Activation.IDENTITY);
        byte[] bits = Arena.read(y.data());
        int expected = type == ElementType.BFLOAT16 ? 0x7fc0 : 0x7e00;
        for (int n = 0; n < N; n++) {
          int at = 2 * (N + n);
          assertThat((bits[at] & 0xff) | (bits[at + 1] & 0xff) << 8).isEqualTo(expected);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void anAllZeroRowGivesExactlyTheBias(Kernels kernels) {
    try (Setup setup = new Setup(kernels)) {
      float[][] y = setup.run(new float[3][K], Activation.IDENTITY);
      assertThat(y[1]).isEqualTo(setup.layer.bias());
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void sumsThatOverflowAreTheCanonicalNanOnEveryIsa(Kernels kernels) {
    Layer layer = Layer.of(LAYOUT, true, Samples.random("overflow"));
    for (int n = 0; n < N; n++) {
      Arrays.fill(layer.s()[n], 3e38f);
    }
    float[][] x = rows("overflow x");
    try (Setup setup = new Setup(kernels, layer);
        Setup java = new Setup(Kernels.java(), layer)) {
      for (Activation activation : Activation.values()) {
        int[][] found = bits(setup.run(x, activation));
        assertThat(found).as("%s", activation).isDeepEqualTo(bits(java.run(x, activation)));
        assertThat(Arrays.stream(found).flatMapToInt(Arrays::stream))
            .contains(0x7fc00000)
            .doesNotContain(0xffc00000);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void gapsBetweenStridedRowsAreNeitherReadNorWritten(Kernels kernels) {
    float[][] x = rows("strides");
    try (Setup setup = new Setup(kernels);
        Arena arena = new Arena()) {
      float[][] expected = setup.run(x, Activation.SILU);
      Slice input = arena.floats((long) (ROWS - 1) * (K + 3) + K);
      fill(input, Float.NaN);
      for (int i = 0; i < ROWS; i++) {
        input.copyFrom(x[i], 0, (long) i * (K + 3), K);
      }
      Slice output = arena.floats((long) (ROWS - 1) * (N + 5) + N);
      fill(output, 123);
      setup.linear(
          new Matrix(input, ElementType.FLOAT32, ROWS, K, K + 3),
          new Matrix(output, ElementType.FLOAT32, ROWS, N, N + 5),
          Activation.SILU);
      float[] found = Arena.readFloats(output);
      for (int i = 0; i < ROWS; i++) {
        int from = i * (N + 5);
        assertThat(Arrays.copyOfRange(found, from, from + N)).isEqualTo(expected[i]);
        for (int gap = from + N; gap < Math.min(from + N + 5, found.length); gap++) {
          assertThat(found[gap]).as("gap after row %d", i).isEqualTo(123);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void theActivationFunctionComesAfterTheBiasAndBeforeRounding(Kernels kernels) {
    float[][] x = rows("epilogue");
    try (Setup setup = new Setup(kernels);
        Arena arena = new Arena()) {
      float[][] plain = setup.run(x, Activation.IDENTITY);
      for (Activation activation : Activation.values()) {
        Matrix dense = arena.matrix(ElementType.FLOAT32, plain);
        kernels.activate(activation, dense.data(), (long) ROWS * N);
        float[] expected = Arena.readFloats(dense.data());
        assertThat(flat(setup.run(x, activation))).as("%s", activation).isEqualTo(expected);
        for (ElementType type : List.of(ElementType.BFLOAT16, ElementType.FLOAT16)) {
          Matrix y = Matrix.of(arena.bytes(2L * ROWS * N), type, ROWS, N);
          setup.linear(arena.matrix(ElementType.FLOAT32, x), y, activation);
          assertThat(Arena.read(y.data()))
              .as("%s %s", activation, type)
              .isEqualTo(Bits.bytes(type, new float[][] {expected}));
        }
      }
    }
  }

  private static float[][] rows(String name) {
    return Samples.rows(ElementType.FLOAT32, ROWS, K, Samples.random(name));
  }

  private static float[] flat(float[][] rows) {
    float[] flat = new float[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, flat, i * rows[i].length, rows[i].length);
    }
    return flat;
  }

  private static int[][] bits(float[][] rows) {
    return Arrays.stream(rows)
        .map(
            row ->
                IntStream.range(0, row.length).map(i -> Float.floatToRawIntBits(row[i])).toArray())
        .toArray(int[][]::new);
  }

  private static void fill(Slice slice, float value) {
    for (long i = 0; i < slice.size() / Float.BYTES; i++) {
      slice.putFloat(i, value);
    }
  }

  /** One packed layer with the kernels that run it. */
  private static final class Setup implements AutoCloseable {
    final Layer layer;
    private final Kernels kernels;
    private final Arena arena = new Arena();
    private final Int4Weights weights;
    private final Slice workspace;

    Setup(Kernels kernels) {
      this(kernels, Layer.of(LAYOUT, true, Samples.random("layer")));
    }

    Setup(Kernels kernels, Layer layer) {
      this.kernels = kernels;
      this.layer = layer;
      this.weights = layer.pack(kernels, arena, true, true);
      this.workspace = arena.bytes(kernels.workspaceBytes(ROWS, K, 32));
    }

    float[][] run(float[][] x, Activation activation) {
      try (Arena call = new Arena()) {
        Slice y = call.floats((long) x.length * N);
        Matrix output = Matrix.of(y, ElementType.FLOAT32, x.length, N);
        linear(call.matrix(ElementType.FLOAT32, x), output, activation);
        float[][] rows = new float[x.length][N];
        for (int i = 0; i < x.length; i++) {
          y.copyTo((long) i * N, rows[i], 0, N);
        }
        return rows;
      }
    }

    void linear(Matrix x, Matrix y, Activation activation) {
      kernels.linear(weights, ActivationQuantization.ASYMMETRIC, activation, x, y, workspace);
    }

    @Override
    public void close() {
      arena.close();
    }
  }
}
