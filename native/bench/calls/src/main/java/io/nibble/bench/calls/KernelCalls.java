package io.nibble.bench.calls;

import io.nibble.kernel.Kernels;
import io.nibble.kernel.operand.Activation;
import io.nibble.kernel.operand.ActivationQuantization;
import io.nibble.kernel.operand.Float32Weights;
import io.nibble.kernel.operand.Int4Weights;
import io.nibble.kernel.operand.Matrix;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.memory.ElementType;
import io.nibble.memory.OffHeap;
import io.nibble.memory.Slice;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Calls with next to nothing to compute: a layer of 32 inputs and 32 outputs, no rows or one. The
 * weights are all zero.
 */
@State(Scope.Thread)
public class KernelCalls {
  private static final int WIDTH = 32;
  private static final PackedLayout LAYOUT = new PackedLayout(WIDTH, WIDTH, 32);

  private final Kernels kernels = Kernels.best();
  private final OffHeap memory = OffHeap.allocate(1 << 20);
  private long used;
  private final Int4Weights int4 =
      new Int4Weights(
          LAYOUT,
          take(LAYOUT.nibbleBytes()),
          take(LAYOUT.scaleCount() * Float.BYTES),
          take(LAYOUT.scaleCount()),
          take((long) LAYOUT.columnCount() * Float.BYTES),
          take((long) LAYOUT.columnCount() * Float.BYTES));
  private final Float32Weights float32 =
      new Float32Weights(WIDTH, WIDTH, take(Float32Weights.weightBytes(WIDTH, WIDTH)), null);
  private final Slice workspace = take(kernels.workspaceBytes(1, WIDTH, 32));
  private final Slice flags = take(1);
  private final Matrix noX = matrix(0);
  private final Matrix noY = matrix(0);
  private final Matrix x = matrix(1);
  private final Matrix y = matrix(1);

  @TearDown
  public void free() {
    memory.close();
  }

  @Benchmark
  public void int4NoRow() {
    linear(noX, noY);
  }

  @Benchmark
  public void int4OneRow() {
    linear(x, y);
  }

  @Benchmark
  public void float32OneRow() {
    kernels.linear(float32, Activation.IDENTITY, x, y);
  }

  @Benchmark
  public void finiteOneRow() {
    kernels.finiteRows(x, flags);
  }

  private void linear(Matrix from, Matrix to) {
    kernels.linear(
        int4, ActivationQuantization.ASYMMETRIC, Activation.IDENTITY, from, to, workspace);
  }

  private Matrix matrix(int rows) {
    Slice data = take((long) rows * WIDTH * Float.BYTES);
    return Matrix.of(data, ElementType.FLOAT32, rows, WIDTH);
  }

  private Slice take(long bytes) {
    Slice slice = memory.slice(used, bytes);
    used += (bytes + 63) / 64 * 64;
    return slice;
  }
}
