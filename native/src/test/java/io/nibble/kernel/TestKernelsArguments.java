package io.nibble.kernel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.kernel.operand.Activation;
import io.nibble.kernel.operand.ActivationQuantization;
import io.nibble.kernel.operand.Float32Weights;
import io.nibble.kernel.operand.Int4Weights;
import io.nibble.kernel.operand.Int8Weights;
import io.nibble.kernel.operand.Matrix;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.memory.ElementType;
import io.nibble.memory.OffHeap;
import io.nibble.memory.Slice;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every check of the facade, with what its message must hold. */
class TestKernelsArguments {
  private static final int N = 40;
  private static final int K = 70;
  private static final PackedLayout LAYOUT = new PackedLayout(N, K, 32);
  private static final ActivationQuantization MODE = ActivationQuantization.ASYMMETRIC;

  private final Kernels kernels = Kernels.java();
  private final Arena arena = new Arena();
  private final Slice nibbles = arena.bytes(LAYOUT.nibbleBytes());
  private final Slice scales = arena.floats(LAYOUT.scaleCount());
  private final Slice zeroPoints = arena.bytes(LAYOUT.scaleCount());
  private final Slice comp = arena.floats(LAYOUT.columnCount());
  private final Int4Weights w = new Int4Weights(LAYOUT, nibbles, scales, zeroPoints, comp, null);
  private final Matrix x = matrix(3, K);
  private final Matrix y = matrix(3, N);
  private final Slice workspace = arena.bytes(kernels.workspaceBytes(3, K, 32));

  @AfterEach
  void free() {
    arena.close();
  }

  @Test
  void matrices() {
    Slice data = arena.bytes(100);
    ElementType type = ElementType.FLOAT32;
    nullPointer(() -> Matrix.of(null, type, 1, 1), "data is null");
    nullPointer(() -> Matrix.of(data, null, 1, 1), "type is null");
    illegal(() -> Matrix.of(data, type, -1, 1), "rows is -1, expected 0 or more");
    illegal(() -> Matrix.of(data, type, 1, 0), "columns is 0, expected 1 or more");
    illegal(() -> new Matrix(data, type, 1, 5, 4), "stride is 4, expected 5 (columns) or more");
    illegal(() -> Matrix.of(data, type, 2, 13), "data has 100 bytes, expected 104");
    illegal(() -> new Matrix(data, type, 3, 5, 11), "data has 100 bytes, expected 108");
    illegal(() -> Matrix.of(data.slice(2, 50), type, 1, 1), "expected a multiple of 4");
    illegal(
        () -> Matrix.of(data.slice(1, 50), ElementType.FLOAT16, 1, 1), "expected a multiple of 2");
    illegal(() -> Matrix.of(data, type, Long.MAX_VALUE / 2, 9), "exceeds the address space");
    illegal(() -> Matrix.of(data, type, Long.MAX_VALUE, 1), "exceeds the address space");
  }

  @Test
  void int4Weights() {
    PackedLayout bfloat16 = new PackedLayout(N, K, 32, ElementType.BFLOAT16);
    nullPointer(() -> new Int4Weights(null, nibbles, scales, null, comp, null), "layout is null");
    nullPointer(() -> new Int4Weights(LAYOUT, null, scales, null, comp, null), "nibbles is null");
    nullPointer(() -> new Int4Weights(LAYOUT, nibbles, null, null, comp, null), "scales is null");
    nullPointer(() -> new Int4Weights(LAYOUT, nibbles, scales, null, null, null), "comp is null");
    illegal(
        () -> new Int4Weights(LAYOUT, shorter(nibbles), scales, null, comp, null),
        "nibbles has 3071 bytes, expected 3072");
    illegal(
        () -> new Int4Weights(LAYOUT, nibbles, shorter(scales), null, comp, null),
        "scales has 767 bytes, expected 768");
    illegal(
        () -> new Int4Weights(bfloat16, nibbles, arena.bytes(383), null, comp, null),
        "scales has 383 bytes, expected 384");
    illegal(
        () -> new Int4Weights(LAYOUT, nibbles, scales, shorter(zeroPoints), comp, null),
        "zeroPoints has 191 bytes, expected 192");
    illegal(
        () -> new Int4Weights(LAYOUT, nibbles, scales, zeroPoints, shorter(comp), null),
        "comp has 255 bytes, expected 256");
    illegal(
        () -> new Int4Weights(LAYOUT, nibbles, scales, zeroPoints, comp, arena.floats(N)),
        "bias has 160 bytes, expected 256");
    Slice shifted = arena.bytes(1000);
    illegal(
        () -> new Int4Weights(LAYOUT, nibbles, shifted.slice(2, 900), null, comp, null),
        "scales starts at address");
    illegal(
        () -> new Int4Weights(bfloat16, nibbles, shifted.slice(1, 900), null, comp, null),
        "scales starts at address");
  }

  @Test
  void int8Weights() {
    Slice weights = arena.bytes(LAYOUT.int8Bytes());
    PackedLayout bfloat16 = new PackedLayout(N, K, 32, ElementType.BFLOAT16);
    PackedLayout tooLong = new PackedLayout(N, Int8Weights.MAX_CHANNEL_K + 1, 0);
    nullPointer(() -> new Int8Weights(null, weights, scales, comp, null), "layout is null");
    nullPointer(() -> new Int8Weights(LAYOUT, null, scales, comp, null), "weights is null");
    nullPointer(() -> new Int8Weights(LAYOUT, weights, null, comp, null), "scales is null");
    nullPointer(() -> new Int8Weights(LAYOUT, weights, scales, null, null), "comp is null");
    illegal(
        () -> new Int8Weights(bfloat16, weights, scales, comp, null),
        "scale type of int8 weights is BFLOAT16, expected FLOAT32");
    illegal(
        () -> new Int8Weights(tooLong, weights, scales, comp, null),
        "k of int8 weights per channel is 131072, expected 1…131071");
    illegal(
        () -> new Int8Weights(LAYOUT, shorter(weights), scales, comp, null),
        "weights has 6143 bytes, expected 6144");
    illegal(
        () -> new Int8Weights(LAYOUT, weights, shorter(scales), comp, null),
        "scales has 767 bytes, expected 768");
    illegal(
        () -> new Int8Weights(LAYOUT, weights, scales, shorter(comp), null),
        "comp has 255 bytes, expected 256");
    illegal(
        () -> new Int8Weights(LAYOUT, weights, scales, comp, arena.floats(N)),
        "bias has 160 bytes, expected 256");
  }

  @Test
  void int8Calls() {
    Slice weights = arena.bytes(LAYOUT.int8Bytes());
    Int8Weights w8 = new Int8Weights(LAYOUT, weights, scales, comp, null);
    Slice values = arena.bytes((long) N * K);
    Slice s = arena.floats((long) N * LAYOUT.groups());
    nullPointer(() -> kernels.packInt8(LAYOUT, values, s, null), "target is null");
    nullPointer(() -> kernels.packInt8(null, values, s, w8), "layout is null");
    nullPointer(() -> kernels.packInt8(LAYOUT, null, s, w8), "values is null");
    nullPointer(() -> kernels.packInt8(LAYOUT, values, null, w8), "scales is null");
    illegal(
        () -> kernels.packInt8(new PackedLayout(N, K, 64), values, s, w8),
        "target has PackedLayout[n=40, k=70, groupSize=32, scaleType=FLOAT32], expected Packed");
    illegal(() -> kernels.packInt8(LAYOUT, shorter(values), s, w8), "values has 2799 bytes");
    illegal(() -> kernels.packInt8(LAYOUT, values, shorter(s), w8), "scales has 479 bytes");
    nullPointer(() -> kernels.unpackInt8(null, weights, values), "layout is null");
    nullPointer(() -> kernels.unpackInt8(LAYOUT, null, values), "weights is null");
    nullPointer(() -> kernels.unpackInt8(LAYOUT, weights, null), "values is null");
    illegal(() -> kernels.unpackInt8(LAYOUT, shorter(weights), values), "weights has 6143 bytes");
    illegal(() -> kernels.unpackInt8(LAYOUT, weights, shorter(values)), "values has 2799 bytes");
    illegal(() -> kernels.unpackInt8(LAYOUT, weights, weights), "values and weights overlap");
    nullPointer(() -> linear((Int8Weights) null, x, y, workspace), "w is null");
    nullPointer(() -> kernels.linear(w8, null, Activation.RELU, x, y, workspace), "mode is null");
    nullPointer(() -> kernels.linear(w8, MODE, null, x, y, workspace), "activation is null");
    nullPointer(() -> linear(w8, null, y, workspace), "x is null");
    illegal(() -> linear(w8, matrix(3, 71), y, workspace), "x has 71 columns, expected 70 (k)");
    illegal(() -> linear(w8, x, matrix(3, 41), workspace), "y has 41 columns, expected 40 (n)");
    illegal(() -> linear(w8, x, y, shorter(workspace)), "workspace has");
    arena.close();
    closed(() -> linear(w8, x, y, workspace));
    closed(() -> kernels.packInt8(LAYOUT, values, s, w8));
    closed(() -> kernels.unpackInt8(LAYOUT, weights, values));
  }

  @Test
  void float32Weights() {
    Slice weight = arena.bytes(Float32Weights.weightBytes(N, K));
    illegal(() -> new Float32Weights(0, K, weight, null), "n is 0");
    illegal(() -> new Float32Weights(N, 0, weight, null), "k is 0");
    nullPointer(() -> new Float32Weights(N, K, null, null), "weight is null");
    illegal(() -> new Float32Weights(N, K, shorter(weight), null), "weight has 17919 bytes");
    illegal(
        () -> new Float32Weights(N, K, weight, arena.floats(N)),
        "bias has 160 bytes, expected 256");
    illegal(() -> Float32Weights.weightBytes(-1, K), "n is -1");
    illegal(() -> Float32Weights.biasBytes(0), "n is 0");
  }

  @Test
  void packInt4() {
    Slice values = arena.bytes((long) N * K);
    Slice s = arena.floats((long) N * LAYOUT.groups());
    Slice z = arena.bytes((long) N * LAYOUT.groups());
    nullPointer(() -> kernels.packInt4(LAYOUT, values, s, z, null), "target is null");
    nullPointer(() -> kernels.packInt4(null, values, s, z, w), "layout is null");
    nullPointer(() -> kernels.packInt4(LAYOUT, null, s, z, w), "values is null");
    nullPointer(() -> kernels.packInt4(LAYOUT, values, null, z, w), "scales is null");
    illegal(
        () -> kernels.packInt4(new PackedLayout(N, K, 64), values, s, z, w),
        "target has PackedLayout[n=40, k=70, groupSize=32, scaleType=FLOAT32], expected Packed");
    illegal(
        () -> kernels.packInt4(LAYOUT, shorter(values), s, z, w),
        "values has 2799 bytes, expected 2800");
    illegal(() -> kernels.packInt4(LAYOUT, values, shorter(s), z, w), "scales has 479 bytes");
    illegal(() -> kernels.packInt4(LAYOUT, values, s, shorter(z), w), "zeroPoints has 119 bytes");
    illegal(
        () -> kernels.packInt4(LAYOUT, values, s, null, w),
        "zero points: source null, target Slice[192 bytes at 0 of 192], expected both or neither");
  }

  @Test
  void unpackInt4() {
    Slice values = arena.bytes((long) N * K);
    nullPointer(() -> kernels.unpackInt4(null, nibbles, values), "layout is null");
    nullPointer(() -> kernels.unpackInt4(LAYOUT, null, values), "nibbles is null");
    nullPointer(() -> kernels.unpackInt4(LAYOUT, nibbles, null), "values is null");
    illegal(() -> kernels.unpackInt4(LAYOUT, shorter(nibbles), values), "nibbles has 3071 bytes");
    illegal(() -> kernels.unpackInt4(LAYOUT, nibbles, shorter(values)), "values has 2799 bytes");
    illegal(() -> kernels.unpackInt4(LAYOUT, nibbles, nibbles), "values and nibbles overlap");
  }

  @Test
  void packFloat32() {
    Slice packed = arena.bytes(Float32Weights.weightBytes(N, K));
    Float32Weights target = new Float32Weights(N, K, packed, null);
    Slice weight = arena.floats((long) N * K);
    nullPointer(() -> kernels.packFloat32(weight, null), "target is null");
    nullPointer(() -> kernels.packFloat32(null, target), "weight is null");
    illegal(
        () -> kernels.packFloat32(shorter(weight), target),
        "weight has 11199 bytes, expected 11200");
    illegal(() -> kernels.packFloat32(packed, target), "target and weight overlap");
  }

  @Test
  void quantizeRows() {
    Slice q = arena.bytes(3 * 96);
    Slice f = arena.floats(3);
    Slice i = arena.floats(3);
    Slice sums = arena.floats(9);
    nullPointer(() -> kernels.quantizeRows(null, 32, x, q, f, i, sums), "mode is null");
    nullPointer(() -> kernels.quantizeRows(MODE, 32, null, q, f, i, sums), "x is null");
    nullPointer(() -> kernels.quantizeRows(MODE, 32, x, null, f, i, sums), "q is null");
    nullPointer(() -> kernels.quantizeRows(MODE, 32, x, q, null, i, sums), "scale is null");
    nullPointer(() -> kernels.quantizeRows(MODE, 32, x, q, f, null, sums), "zeroPoint is null");
    nullPointer(() -> kernels.quantizeRows(MODE, 32, x, q, f, i, null), "groupSums is null");
    illegal(() -> kernels.quantizeRows(MODE, 33, x, q, f, i, sums), "group size is 33");
    illegal(
        () -> kernels.quantizeRows(MODE, 32, x, shorter(q), f, i, sums),
        "q has 287 bytes, expected 288");
    illegal(() -> kernels.quantizeRows(MODE, 32, x, q, shorter(f), i, sums), "scale has 11");
    illegal(() -> kernels.quantizeRows(MODE, 32, x, q, f, shorter(i), sums), "zeroPoint has 11");
    illegal(() -> kernels.quantizeRows(MODE, 32, x, q, f, i, shorter(sums)), "groupSums has 35");
    illegal(() -> kernels.quantizeRows(MODE, 32, x, x.data(), f, i, sums), "q and x overlap");
    illegal(() -> kernels.quantizeRows(MODE, 32, x, q, q, i, sums), "scale and q overlap");
    illegal(() -> kernels.quantizeRows(MODE, 32, x, q, f, f, sums), "zeroPoint and scale overlap");
    illegal(() -> kernels.quantizeRows(MODE, 32, x, q, f, i, x.data()), "groupSums and x overlap");
  }

  @Test
  void workspaceBytes() {
    illegal(() -> kernels.workspaceBytes(-1, K, 32), "rows is -1, expected 0 or more");
    illegal(() -> kernels.workspaceBytes(1, 0, 32), "k is 0");
    illegal(() -> kernels.workspaceBytes(1, K, 31), "group size is 31");
  }

  @Test
  void int4Linear() {
    nullPointer(() -> linear((Int4Weights) null, x, y, workspace), "w is null");
    nullPointer(() -> kernels.linear(w, null, Activation.RELU, x, y, workspace), "mode is null");
    nullPointer(() -> kernels.linear(w, MODE, null, x, y, workspace), "activation is null");
    nullPointer(() -> linear(w, null, y, workspace), "x is null");
    nullPointer(() -> linear(w, x, null, workspace), "y is null");
    nullPointer(() -> linear(w, x, y, null), "workspace is null");
    illegal(() -> linear(w, matrix(3, 71), y, workspace), "x has 71 columns, expected 70 (k)");
    illegal(() -> linear(w, x, matrix(3, 41), workspace), "y has 41 columns, expected 40 (n)");
    illegal(() -> linear(w, x, matrix(4, N), workspace), "y has 4 rows, expected 3 (x)");
    illegal(() -> linear(w, x, y, shorter(workspace)), "workspace has");
    Slice shifted = arena.bytes(workspace.size() + 8).slice(8, workspace.size());
    illegal(() -> linear(w, x, y, shifted), "workspace starts at address");
    Slice both = arena.floats(3 * 110);
    Matrix x1 = Matrix.of(both, ElementType.FLOAT32, 3, K);
    Matrix y1 = Matrix.of(both.slice(4 * 209, 4 * 120), ElementType.FLOAT32, 3, N);
    illegal(() -> linear(w, x1, y1, workspace), "y and x overlap, expected separate memory");
    Matrix inWorkspace = Matrix.of(workspace, ElementType.BFLOAT16, 3, N);
    illegal(() -> linear(w, x, inWorkspace, workspace), "workspace and y overlap");
  }

  @Test
  void float32Linear() {
    Float32Weights f =
        new Float32Weights(N, K, arena.bytes(Float32Weights.weightBytes(N, K)), null);
    nullPointer(() -> kernels.linear(null, Activation.RELU, x, y), "w is null");
    nullPointer(() -> kernels.linear(f, null, x, y), "activation is null");
    illegal(() -> kernels.linear(f, Activation.RELU, y, x), "x has 40 columns, expected 70 (k)");
    Matrix half = Matrix.of(arena.bytes(1000), ElementType.FLOAT16, 3, K);
    illegal(() -> kernels.linear(f, Activation.RELU, half, y), "x is FLOAT16, expected FLOAT32");
    Matrix halfY = Matrix.of(arena.bytes(1000), ElementType.BFLOAT16, 3, N);
    illegal(() -> kernels.linear(f, Activation.RELU, x, halfY), "y is BFLOAT16, expected FLOAT32");
  }

  @Test
  void otherOperators() {
    nullPointer(() -> kernels.activate(null, comp, 1), "activation is null");
    nullPointer(() -> kernels.activate(Activation.RELU, null, 1), "floats is null");
    illegal(() -> kernels.activate(Activation.RELU, comp, -1), "count is -1, expected 0 or more");
    illegal(
        () -> kernels.activate(Activation.RELU, comp, 65), "floats has 256 bytes, expected 260");
    illegal(() -> kernels.activate(Activation.RELU, comp, Long.MAX_VALUE), "floats has 256 bytes");
    nullPointer(() -> kernels.softmax(null), "x is null");
    Matrix half = Matrix.of(arena.bytes(1000), ElementType.FLOAT16, 3, K);
    illegal(() -> kernels.softmax(half), "x is FLOAT16, expected FLOAT32");
    nullPointer(() -> kernels.finiteRows(null, comp), "x is null");
    nullPointer(() -> kernels.finiteRows(x, null), "flags is null");
    illegal(() -> kernels.finiteRows(x, arena.bytes(2)), "flags has 2 bytes, expected 3");
    illegal(() -> kernels.finiteRows(x, x.data()), "flags and x overlap");
    nullPointer(() -> Kernels.of(null), "isa is null");
  }

  @Test
  void closedMemoryIsRefusedEverywhere() {
    Float32Weights f =
        new Float32Weights(N, K, arena.bytes(Float32Weights.weightBytes(N, K)), null);
    arena.close();
    closed(() -> linear(w, x, y, workspace));
    closed(() -> kernels.linear(f, Activation.RELU, x, y));
    closed(() -> kernels.activate(Activation.RELU, comp, 1));
    closed(() -> kernels.softmax(y));
    closed(() -> kernels.finiteRows(x, nibbles));
    closed(() -> kernels.unpackInt4(LAYOUT, nibbles, nibbles));
    closed(() -> kernels.packInt4(LAYOUT, nibbles, scales, zeroPoints, w));
    closed(() -> kernels.packFloat32(scales, f));
    closed(() -> kernels.quantizeRows(MODE, 32, x, nibbles, scales, scales, scales));
    closed(() -> new Int4Weights(LAYOUT, nibbles, scales, null, comp, null));
    closed(() -> Matrix.of(nibbles, ElementType.FLOAT32, 1, 1));
  }

  @Test
  void closedWeightsAreRefusedBesideOpenMatrices() {
    for (int closing = 0; closing < 5; closing++) {
      OffHeap[] parts = new OffHeap[5];
      long[] bytes = {3072, 768, 192, 256, 256};
      for (int i = 0; i < parts.length; i++) {
        parts[i] = OffHeap.allocate(bytes[i]);
      }
      Int4Weights weights =
          new Int4Weights(
              LAYOUT,
              parts[0].all(),
              parts[1].all(),
              parts[2].all(),
              parts[3].all(),
              parts[4].all());
      parts[closing].close();
      closed(() -> linear(weights, x, y, workspace));
      for (OffHeap part : parts) {
        part.close();
      }
    }
  }

  private void linear(Int4Weights weights, Matrix input, Matrix output, Slice space) {
    kernels.linear(weights, MODE, Activation.RELU, input, output, space);
  }

  private void linear(Int8Weights weights, Matrix input, Matrix output, Slice space) {
    kernels.linear(weights, MODE, Activation.RELU, input, output, space);
  }

  private Matrix matrix(int rows, int columns) {
    return Matrix.of(arena.floats((long) rows * columns), ElementType.FLOAT32, rows, columns);
  }

  private static Slice shorter(Slice slice) {
    return slice.slice(0, slice.size() - 1);
  }

  private static void illegal(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static void nullPointer(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(NullPointerException.class).hasMessage(message);
  }

  private static void closed(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageEndingWith("is closed");
  }
}
