package io.nibble.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.kernel.operand.BagMode;
import io.nibble.kernel.operand.EmbeddingTable;
import io.nibble.kernel.operand.Lookup;
import io.nibble.kernel.operand.Matrix;
import io.nibble.kernel.operand.Pooling;
import io.nibble.kernel.operand.TableType;
import io.nibble.memory.ElementType;
import io.nibble.memory.HalfFloat;
import io.nibble.memory.RawMemory;
import io.nibble.memory.Slice;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Embeddings, bags, pooling, sums, products and copies. */
class TestTokenOperators {
  private static final int[] COLUMNS = {1, 15, 16, 17, 33, 100};

  private final Random random = Samples.random("tokens");

  @Test
  void embeddingSumsItsLookups() {
    for (int columns : COLUMNS) {
      try (Arena arena = new Arena()) {
        Lookup words = lookup(arena, TableType.INT8, 50, columns, 7, 0);
        Lookup positions = lookup(arena, TableType.BFLOAT16, 20, columns, 7, 2);
        Lookup types = lookup(arena, TableType.FLOAT32, 2, columns, 7, -1);
        Matrix y =
            Floats.sameBits(
                arena, 7, columns, (k, out) -> k.embedding(List.of(words, positions, types), out));
        for (int i = 0; i < 7; i++) {
          for (int j = 0; j < columns; j++) {
            float expected = value(words, i, j) + value(positions, i, j) + value(types, i, j);
            assertThat(Floats.at(y, i, j)).isEqualTo(expected);
          }
        }
      }
    }
  }

  @Test
  void bags() {
    int[] offsets = {0, 0, 1, 4, 4, 12};
    for (TableType type : TableType.values()) {
      for (int columns : COLUMNS) {
        try (Arena arena = new Arena()) {
          Lookup lookup = lookup(arena, type, 31, columns, 12, 4);
          Slice where = Floats.ints(arena, offsets);
          Floats.sameBits(
              arena, 5, columns, (k, y) -> k.embeddingBag(BagMode.SUM, lookup, where, y));
          Matrix y =
              Floats.sameBits(
                  arena, 5, columns, (k, out) -> k.embeddingBag(BagMode.MEAN, lookup, where, out));
          for (int row = 0; row < 5; row++) {
            float sum = 0;
            for (int i = offsets[row]; i < offsets[row + 1]; i++) {
              sum += value(lookup, i, columns - 1);
            }
            int count = offsets[row + 1] - offsets[row];
            assertThat(Floats.at(y, row, columns - 1)).isEqualTo(count == 0 ? 0 : sum / count);
          }
        }
      }
    }
  }

  @Test
  void pooling() {
    int[] offsets = {0, 1, 4, 4, 20};
    for (int columns : COLUMNS) {
      try (Arena arena = new Arena()) {
        Matrix x = Floats.random(arena, random, 20, columns);
        x.data().putFloat(2 * x.stride(), Float.NaN);
        x.data().putFloat(7 * x.stride(), Float.POSITIVE_INFINITY);
        Slice where = Floats.ints(arena, offsets);
        for (Pooling mode : Pooling.values()) {
          Matrix y = Floats.sameBits(arena, 4, columns, (k, out) -> k.pool(mode, where, x, out));
          for (int row = 0; row < 4; row++) {
            float expected = pooled(mode, x, offsets[row], offsets[row + 1], columns - 1);
            assertThat(Floats.at(y, row, columns - 1))
                .as("%s", mode)
                .isEqualTo(Float.valueOf(expected));
          }
        }
      }
    }
  }

  private static float pooled(Pooling mode, Matrix x, int first, int last, int column) {
    if (first == last) {
      return 0;
    }
    float sum = 0;
    float max = Float.NEGATIVE_INFINITY;
    for (int i = first; i < last; i++) {
      sum += Floats.at(x, i, column);
      max = Math.max(max, Floats.at(x, i, column));
    }
    return switch (mode) {
      case FIRST -> Floats.at(x, first, column);
      case LAST -> Floats.at(x, last - 1, column);
      case MEAN -> sum / (last - first);
      case MAX -> max;
    };
  }

  @Test
  void sumsAndProducts() {
    for (int columns : COLUMNS) {
      try (Arena arena = new Arena()) {
        Matrix a = Floats.random(arena, random, 3, columns);
        Matrix b = Floats.random(arena, random, 3, columns);
        a.data().putFloat(0, Float.intBitsToFloat(0xffc00001));
        Matrix sum = Floats.sameBits(arena, 3, columns, (k, y) -> k.add(a, b, y));
        Matrix product = Floats.sameBits(arena, 3, columns, (k, y) -> k.multiply(a, b, y));
        float left = Floats.at(a, 2, columns - 1);
        float right = Floats.at(b, 2, columns - 1);
        assertThat(Floats.at(sum, 2, columns - 1)).isEqualTo(left + right);
        assertThat(Floats.at(product, 2, columns - 1)).isEqualTo(left * right);
        assertThat(sum.data().intAt(0)).isEqualTo(0x7fc00000);
      }
    }
  }

  @Test
  void partsSideBySide() {
    try (Arena arena = new Arena()) {
      Matrix a = Floats.random(arena, random, 3, 5);
      Matrix b = Floats.random(arena, random, 3, 20);
      Matrix y = Floats.sameBits(arena, 3, 30, (k, out) -> k.concat(List.of(a, b, a), out));
      for (int j = 0; j < 30; j++) {
        float expected = j < 5 || j >= 25 ? Floats.at(a, 1, j % 25) : Floats.at(b, 1, j - 5);
        assertThat(Floats.at(y, 1, j)).isEqualTo(expected);
      }
      Matrix half = Matrix.of(arena.bytes(24), ElementType.BFLOAT16, 3, 4);
      half.data().putByte(23, (byte) 7);
      Matrix copy = Matrix.of(arena.bytes(24), ElementType.BFLOAT16, 3, 4);
      Kernels.best().copy(half, copy);
      assertThat(copy.data().byteAt(23)).isEqualTo((byte) 7);
    }
  }

  private Lookup lookup(Arena arena, TableType type, int rows, int columns, int ids, int offset) {
    Slice values = arena.bytes(EmbeddingTable.valueBytes(type, rows, columns));
    for (int i = 0; i < rows * columns; i++) {
      float value = (float) random.nextGaussian();
      switch (type) {
        case FLOAT32 -> values.putFloat(i, value);
        case BFLOAT16 -> RawMemory.putShort(values.address() + 2L * i, HalfFloat.toBfloat16(value));
        case INT8 -> values.putByte(i, (byte) random.nextInt());
      }
    }
    Slice scales = type == TableType.INT8 ? Floats.random(arena, random, rows) : null;
    int[] which = random.ints(ids, 0, rows).map(row -> row - offset).toArray();
    EmbeddingTable table = new EmbeddingTable(type, values, scales, rows, columns);
    return new Lookup(table, Floats.ints(arena, which), offset);
  }

  private static float value(Lookup lookup, int i, int column) {
    EmbeddingTable table = lookup.table();
    int row = lookup.ids().intAt(i) + lookup.offset();
    long index = (long) row * table.columns() + column;
    return switch (table.type()) {
      case FLOAT32 -> table.values().floatAt(index);
      case BFLOAT16 ->
          HalfFloat.fromBfloat16(RawMemory.shortAt(table.values().address() + 2 * index));
      case INT8 -> table.values().byteAt(index) * table.scales().floatAt(row);
    };
  }
}
