package io.nibble.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.kernel.operand.Attention;
import io.nibble.kernel.operand.Matrix;
import io.nibble.memory.OffHeap;
import io.nibble.memory.Slice;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TestAttention {
  private static final int[] OFFSETS = {0, 1, 1, 4, 9, 25, 58};
  private static final int POSITIONS = 33;

  private final Random random = Samples.random("attention");

  @Test
  void headsOfSeveralSizes() {
    for (int headSize : new int[] {1, 2, 8, 31, 32, 33, 64, 70}) {
      check(Attention.of(2, headSize), OFFSETS);
    }
  }

  @Test
  void everySetting() {
    for (long before : new long[] {0, 2, 17, Attention.ALL}) {
      for (long after : new long[] {0, 1, 17, Attention.ALL}) {
        try (Arena arena = new Arena()) {
          Slice values = Floats.random(arena, random, 4 * 11);
          Slice angles = angles(arena, 16);
          Attention.PositionBias bias = new Attention.PositionBias(values, 5);
          Attention.Rotary rotary = new Attention.Rotary(angles, POSITIONS);
          check(new Attention(4, 2, 16, 0.3f, before, after, null, null), OFFSETS);
          check(new Attention(4, 4, 16, 0.3f, before, after, bias, null), OFFSETS);
          check(new Attention(4, 1, 16, -0.3f, before, after, bias, rotary), OFFSETS);
        }
      }
    }
  }

  @Test
  void noRowsAndNoTokens() {
    check(Attention.of(2, 4), 0);
    check(Attention.of(2, 4), 0, 0, 0);
  }

  private void check(Attention settings, int... offsets) {
    try (Arena arena = new Arena()) {
      int rows = offsets.length - 1;
      int tokens = offsets[rows];
      Matrix qkv = Floats.random(arena, random, tokens, (int) settings.inputColumns());
      Slice where = Floats.ints(arena, offsets);
      Matrix y =
          Floats.sameBits(
              arena,
              tokens,
              (int) settings.outputColumns(),
              (k, out) -> attend(k, settings, where, rows, qkv, out));
      for (int row = 0; row < rows; row++) {
        checkRow(settings, qkv, y, offsets[row], offsets[row + 1]);
      }
    }
  }

  private static void attend(
      Kernels kernels, Attention settings, Slice offsets, int rows, Matrix qkv, Matrix y) {
    try (OffHeap workspace =
        OffHeap.allocate(kernels.attentionWorkspaceBytes(settings, POSITIONS))) {
      kernels.attention(settings, offsets, rows, qkv, y, workspace.all());
    }
  }

  /** Against the textbook in double arithmetic. */
  private static void checkRow(Attention settings, Matrix qkv, Matrix y, int first, int last) {
    int size = settings.headSize();
    for (int head = 0; head < settings.heads(); head++) {
      int kv = head / (settings.heads() / settings.keyValueHeads());
      for (int i = first; i < last; i++) {
        double total = 0;
        double[] sums = new double[size];
        for (int j = first; j < last; j++) {
          if (i - j <= settings.before() && j - i <= settings.after()) {
            double weight = Math.exp(score(settings, qkv, first, i, j, head, kv));
            total += weight;
            int column = (settings.heads() + settings.keyValueHeads() + kv) * size;
            for (int d = 0; d < size; d++) {
              sums[d] += weight * Floats.at(qkv, j, column + d);
            }
          }
        }
        for (int d = 0; d < size; d++) {
          assertThat((double) Floats.at(y, i, head * size + d))
              .isCloseTo(sums[d] / total, Offset.offset(2e-5));
        }
      }
    }
  }

  private static double score(
      Attention settings, Matrix qkv, int first, int i, int j, int head, int kv) {
    double[] q = turned(settings, qkv, first, i, head);
    double[] k = turned(settings, qkv, first, j, settings.heads() + kv);
    double score = 0;
    for (int d = 0; d < q.length; d++) {
      score += q[d] * k[d];
    }
    score *= settings.scale();
    if (settings.bias() != null) {
      int reach = settings.bias().reach();
      int distance = Math.max(-reach, Math.min(reach, j - i));
      score += settings.bias().values().floatAt(head * (2L * reach + 1) + reach + distance);
    }
    return score;
  }

  /** A complex number for each pair of elements half a head apart, times e^(i·angle). */
  private static double[] turned(Attention settings, Matrix qkv, int first, int token, int head) {
    int size = settings.headSize();
    double[] x = new double[size];
    for (int d = 0; d < size; d++) {
      x[d] = Floats.at(qkv, token, head * size + d);
    }
    if (settings.rotary() == null) {
      return x;
    }
    double[] y = new double[size];
    for (int d = 0; d < size / 2; d++) {
      double angle = angle(token - first, d, size);
      y[d] = x[d] * Math.cos(angle) - x[d + size / 2] * Math.sin(angle);
      y[d + size / 2] = x[d] * Math.sin(angle) + x[d + size / 2] * Math.cos(angle);
    }
    return y;
  }

  private static double angle(int position, int d, int size) {
    return position * Math.pow(10_000, -2.0 * d / size);
  }

  private static Slice angles(Arena arena, int size) {
    Slice angles = arena.floats((long) POSITIONS * size);
    for (int position = 0; position < POSITIONS; position++) {
      for (int d = 0; d < size / 2; d++) {
        double angle = angle(position, d, size);
        angles.putFloat((long) position * size + d, (float) Math.cos(angle));
        angles.putFloat((long) position * size + size / 2 + d, (float) Math.sin(angle));
      }
    }
    return angles;
  }
}
