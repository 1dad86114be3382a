package io.nibble.kernel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.kernel.operand.Attention;
import io.nibble.kernel.operand.BagMode;
import io.nibble.kernel.operand.EmbeddingTable;
import io.nibble.kernel.operand.Lookup;
import io.nibble.kernel.operand.Matrix;
import io.nibble.kernel.operand.Pooling;
import io.nibble.kernel.operand.TableType;
import io.nibble.memory.ElementType;
import io.nibble.memory.Slice;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every check of the operators of encoder models, with what its message must hold. */
class TestEncoderArguments {
  private final Kernels kernels = Kernels.java();
  private final Arena arena = new Arena();
  private final Matrix x = matrix(4, 6);
  private final Matrix y = matrix(4, 6);
  private final Slice w = arena.floats(6);
  private final Slice offsets = Floats.ints(arena, 0, 1, 4);

  @AfterEach
  void free() {
    arena.close();
  }

  @Test
  void elementwise() {
    Matrix half = Matrix.of(arena.bytes(100), ElementType.FLOAT16, 4, 6);
    nullPointer(() -> kernels.add(null, x, y), "a is null");
    nullPointer(() -> kernels.multiply(x, y, null), "y is null");
    illegal(() -> kernels.add(x, half, y), "b is FLOAT16, expected FLOAT32");
    illegal(() -> kernels.add(x, matrix(3, 6), y), "b is 3 × 6, expected 4 × 6 as a");
    illegal(() -> kernels.add(x, x, matrix(4, 5)), "y is 4 × 5, expected 4 × 6 as a");
    illegal(() -> kernels.add(x, y, shifted(y)), "y and b overlap");
    illegal(() -> kernels.copy(x, half), "y is FLOAT16, expected FLOAT32 as x");
    illegal(() -> kernels.copy(x, x), "y and x overlap");
    illegal(() -> kernels.concat(List.of(x, x), y), "the parts have 12 columns, expected 6 (y)");
    illegal(() -> kernels.concat(List.of(matrix(3, 6)), y), "y is 4 × 6, expected 3 × 6 as x");
  }

  @Test
  void norms() {
    nullPointer(() -> kernels.layerNorm(null, w, 0, x, x, y), "weight is null");
    illegal(() -> kernels.layerNorm(arena.floats(5), w, 0, x, x, y), "weight has 20 bytes");
    illegal(() -> kernels.layerNorm(w, arena.floats(5), 0, x, x, y), "bias has 20 bytes");
    illegal(() -> kernels.layerNorm(w, w, -1, x, x, y), "epsilon is -1.0, expected a finite");
    illegal(() -> kernels.layerNorm(w, w, Float.NaN, x, x, y), "epsilon is NaN");
    illegal(() -> kernels.rmsNorm(w, 0, x, matrix(4, 7), y), "residual is 4 × 7, expected 4 × 6");
    illegal(() -> kernels.rmsNorm(w, 0, x, null, shifted(x)), "y and x overlap");
    illegal(() -> kernels.l2Normalize(x, matrix(5, 6)), "y is 5 × 6, expected 4 × 6 as x");
  }

  @Test
  void tables() {
    Slice values = arena.bytes(60);
    nullPointer(() -> new EmbeddingTable(null, values, null, 10, 6), "type is null");
    illegal(() -> new EmbeddingTable(TableType.INT8, values, null, 10, 6), "scales is null");
    illegal(
        () -> new EmbeddingTable(TableType.FLOAT32, values, w, 2, 6), "expected scales for INT8");
    illegal(
        () -> new EmbeddingTable(TableType.BFLOAT16, values, null, 10, 6),
        "values has 60 bytes, expected 120");
    illegal(() -> new EmbeddingTable(TableType.INT8, values, w, 10, 6), "scales has 24 bytes");
    illegal(() -> new EmbeddingTable(TableType.FLOAT32, values, null, 0, 6), "rows is 0");
    illegal(() -> new EmbeddingTable(TableType.FLOAT32, values, null, 1, 0), "columns is 0");
    nullPointer(() -> new Lookup(null, w, 0), "table is null");
    nullPointer(() -> new Lookup(table(6), null, 0), "ids is null");
  }

  @Test
  void embeddings() {
    Lookup right = new Lookup(table(6), Floats.ints(arena, 0, 9, 3, 3), 0);
    kernels.embedding(List.of(right), y);
    illegal(() -> kernels.embedding(List.of(), y), "0 lookups, expected 1 to 8");
    illegal(
        () -> kernels.embedding(Collections.nCopies(9, right), y), "9 lookups, expected 1 to 8");
    illegal(
        () -> kernels.embedding(List.of(right, new Lookup(table(5), right.ids(), 0)), y),
        "lookups[1] has 5 columns, expected 6 (y)");
    for (Kernels each : Kernels.available()) {
      illegal(
          () -> each.embedding(List.of(right, new Lookup(table(6), right.ids(), 1)), y),
          "lookups[1].ids[1] is 9, expected -1 to 8");
      illegal(
          () -> each.embedding(List.of(new Lookup(table(6), right.ids(), -1)), y),
          "lookups[0].ids[0] is 0, expected 1 to 10");
    }
    illegal(
        () -> kernels.embedding(List.of(new Lookup(table(6), arena.floats(3), 0)), y),
        "lookups[0].ids has 12 bytes, expected 16");
    nullPointer(() -> kernels.embeddingBag(null, right, offsets, y), "mode is null");
    nullPointer(() -> kernels.embeddingBag(BagMode.SUM, null, offsets, y), "lookup is null");
    illegal(() -> kernels.embeddingBag(BagMode.SUM, right, offsets, y), "offsets has 12 bytes");
    illegal(
        () -> kernels.embeddingBag(BagMode.SUM, right, Floats.ints(arena, 0, 2, 1, 3, 4), y),
        "offsets[2] is 1, expected 2 or more");
    illegal(
        () -> kernels.embeddingBag(BagMode.SUM, right, Floats.ints(arena, 0, 2, 3, 4, 5), y),
        "lookup.ids has 16 bytes, expected 20");
  }

  @Test
  void pooling() {
    Matrix two = matrix(2, 6);
    nullPointer(() -> kernels.pool(null, offsets, x, two), "mode is null");
    nullPointer(() -> kernels.pool(Pooling.MAX, null, x, two), "offsets is null");
    illegal(
        () -> kernels.pool(Pooling.MAX, Floats.ints(arena, 1, 2, 4), x, two),
        "offsets[0] is 1, expected 0");
    illegal(
        () -> kernels.pool(Pooling.MAX, Floats.ints(arena, 0, 2, 3), x, two),
        "the last of offsets is 3, expected 4 (x)");
    illegal(
        () -> kernels.pool(Pooling.MAX, offsets, x, matrix(2, 5)), "y has 5 columns, expected 6");
  }

  @Test
  void attentionSettings() {
    long all = Attention.ALL;
    Attention.PositionBias bias = new Attention.PositionBias(w, 3);
    Attention.Rotary rotary = new Attention.Rotary(w, 4);
    illegal(() -> Attention.of(0, 2), "heads is 0");
    illegal(() -> Attention.of(2, 0), "headSize is 0");
    illegal(() -> new Attention(2, 3, 2, 1, all, all, null, null), "keyValueHeads is 3");
    illegal(() -> new Attention(2, 1, 2, Float.NaN, all, all, null, null), "scale is NaN");
    illegal(() -> new Attention(2, 1, 2, 1, -1, all, null, null), "before is -1");
    illegal(() -> new Attention(2, 1, 2, 1, all, -1, null, null), "after is -1");
    illegal(() -> new Attention(2, 1, 2, 1, all, all, bias, null), "bias has 24 bytes");
    illegal(() -> new Attention(2, 1, 2, 1, all, all, null, rotary), "rotary has 24 bytes");
    illegal(() -> new Attention(2, 1, 3, 1, all, all, null, rotary), "headSize is 3");
    illegal(() -> new Attention.PositionBias(w, -1), "reach is -1");
    illegal(() -> new Attention.Rotary(w, 0), "positions is 0");
  }

  @Test
  void attention() {
    Attention one = Attention.of(1, 2);
    Matrix two = matrix(4, 2);
    Slice space = arena.bytes(1 << 16);
    nullPointer(() -> kernels.attention(null, offsets, 2, x, two, space), "settings is null");
    nullPointer(() -> kernels.attention(one, offsets, 2, x, two, null), "workspace is null");
    illegal(() -> kernels.attention(one, offsets, 2, two, two, space), "qkv has 2 columns");
    illegal(() -> kernels.attention(one, offsets, 2, x, y, space), "y has 6 columns, expected 2");
    illegal(() -> kernels.attention(one, offsets, 2, x, matrix(3, 2), space), "y has 3 rows");
    illegal(() -> kernels.attention(one, offsets, 1, x, two, space), "the last of offsets is 1");
    illegal(() -> kernels.attention(one, offsets, -1, x, two, space), "rows is -1");
    illegal(() -> kernels.attentionWorkspaceBytes(one, -1), "longest is -1");
    Attention.Rotary rotary = new Attention.Rotary(arena.floats(4), 2);
    Attention turned = new Attention(1, 1, 2, 1, 0, 0, null, rotary);
    illegal(
        () -> kernels.attention(turned, offsets, 2, x, two, space),
        "the longest row has 3 tokens, expected 2 (rotary positions) or less");
    for (Kernels each : Kernels.available()) {
      if (each.isNative()) {
        illegal(() -> each.attention(one, offsets, 2, x, two, arena.bytes(100)), "workspace has");
        illegal(
            () -> each.attention(one, offsets, 2, x, two, space.slice(4, 60000)),
            "workspace starts at address");
        Matrix inside = Matrix.of(space, ElementType.FLOAT32, 4, 2);
        illegal(() -> each.attention(one, offsets, 2, x, inside, space), "workspace and y overlap");
      }
    }
  }

  private EmbeddingTable table(int columns) {
    return new EmbeddingTable(TableType.BFLOAT16, arena.bytes(20L * columns), null, 10, columns);
  }

  private Matrix matrix(int rows, int columns) {
    return Matrix.of(arena.floats((long) rows * columns + 1), ElementType.FLOAT32, rows, columns);
  }

  private static Matrix shifted(Matrix m) {
    Slice data = m.data().slice(4, m.data().size() - 4);
    return Matrix.of(data, m.type(), m.rows(), m.columns());
  }

  private static void illegal(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static void nullPointer(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(NullPointerException.class).hasMessage(message);
  }
}
