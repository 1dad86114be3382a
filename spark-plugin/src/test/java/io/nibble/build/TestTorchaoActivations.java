package io.nibble.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.graph.operator.Words;
import io.nibble.kernel.Kernels;
import io.nibble.kernel.operand.ActivationQuantization;
import io.nibble.kernel.operand.Matrix;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.memory.ElementType;
import io.nibble.run.BatchMemory;
import io.nibble.run.OffHeapLeaks;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(OffHeapLeaks.class)
class TestTorchaoActivations {
  private static final Golden GOLDEN = new Golden();

  static Stream<Arguments> cases() {
    return Kernels.available().stream()
        .flatMap(
            kernels ->
                IntStream.of(1, 31, 64, 100)
                    .boxed()
                    .flatMap(
                        width ->
                            Arrays.stream(ActivationQuantization.values())
                                .map(mode -> Arguments.of(kernels, width, mode))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void equalTorchaoBitForBit(Kernels kernels, int width, ActivationQuantization mode) {
    String x = "activation/w" + width;
    String expected = x + "/" + Words.of(Words.ACTIVATION_QUANTIZATIONS, mode) + "/";
    int rows = GOLDEN.dimension(x + "/x", 0);
    int padded = new PackedLayout(1, width, 32).paddedK();
    try (BatchMemory memory =
        new BatchMemory(
            4L * rows * width, (long) rows * padded, 4L * rows, 4L * rows, 4L * rows * padded)) {
      memory.part(0).copyFrom(GOLDEN.floats(x + "/x"), 0, 0, rows * width);
      kernels.quantizeRows(
          mode,
          32,
          Matrix.of(memory.part(0), ElementType.FLOAT32, rows, width),
          memory.part(1),
          memory.part(2),
          memory.part(3),
          memory.part(4).slice(0, 4L * rows * padded / 32));
      float[] scales = new float[rows];
      memory.part(2).copyTo(0, scales, 0, rows);
      assertThat(scales).containsExactly(GOLDEN.floats(expected + "scale"));
      for (int row = 0; row < rows; row++) {
        byte[] q = new byte[padded];
        memory.part(1).copyTo((long) row * padded, q, 0, padded);
        assertThat(Arrays.copyOf(q, width))
            .as("row %d", row)
            .isEqualTo(row(GOLDEN.bytes(expected + "q"), row, width));
        assertThat(memory.part(3).intAt(row)).isEqualTo(GOLDEN.ints(expected + "zero_point")[row]);
      }
    }
  }

  private static byte[] row(byte[] values, int row, int width) {
    return Arrays.copyOfRange(values, row * width, (row + 1) * width);
  }
}
