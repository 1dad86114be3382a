package io.nibble.kernel.plain;

import io.nibble.kernel.operand.Activation;
import io.nibble.kernel.operand.ActivationQuantization;
import io.nibble.kernel.operand.Attention;
import io.nibble.kernel.operand.BagMode;
import io.nibble.kernel.operand.Float32Weights;
import io.nibble.kernel.operand.Int4Weights;
import io.nibble.kernel.operand.Int8Weights;
import io.nibble.kernel.operand.KernelProvider;
import io.nibble.kernel.operand.Lookup;
import io.nibble.kernel.operand.Matrix;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.kernel.operand.Pooling;
import io.nibble.memory.RawMemory;
import io.nibble.memory.Slice;
import java.util.List;

/** Plain Java on any machine: the fallback, and the reference for the native code. */
public final class JavaProvider implements KernelProvider {
  @Override
  public String isa() {
    return "java";
  }

  @Override
  public boolean isNative() {
    return false;
  }

  @Override
  public void packInt4(
      PackedLayout layout, long values, long scales, long zeroPoints, Int4Weights target) {
    JavaPacking.pack(layout, values, scales, zeroPoints, target);
  }

  @Override
  public void unpackInt4(PackedLayout layout, long nibbles, long values) {
    JavaPacking.unpack(layout, nibbles, values);
  }

  @Override
  public void packInt8(PackedLayout layout, long values, long scales, Int8Weights target) {
    JavaInt8Packing.pack(layout, values, scales, target);
  }

  @Override
  public void unpackInt8(PackedLayout layout, long weights, long values) {
    JavaInt8Packing.unpack(layout, weights, values);
  }

  @Override
  public void packFloat32(long weight, Float32Weights target) {
    JavaPacking.packFloat32(weight, target);
  }

  @Override
  public void quantizeRows(
      ActivationQuantization mode,
      int groupSize,
      Matrix x,
      long q,
      long scale,
      long zeroPoint,
      long groupSums) {
    new JavaQuantizer(mode, new PackedLayout(1, x.columns(), groupSize))
        .run(x, 0, x.rows(), new QuantizedRows(q, scale, zeroPoint, groupSums));
  }

  @Override
  public long workspaceBytes(long rows, int k, int groupSize) {
    PackedLayout groups = new PackedLayout(1, k, groupSize);
    return QuantizedRows.bytes(QuantizedRows.chunk(rows, groups), groups);
  }

  @Override
  public void linear(
      Int4Weights w,
      ActivationQuantization mode,
      Activation activation,
      Matrix x,
      Matrix y,
      Slice workspace) {
    new JavaQuantizedLinear(new Int4Columns(w), mode, activation).run(x, y, workspace.address());
  }

  @Override
  public void linear(
      Int8Weights w,
      ActivationQuantization mode,
      Activation activation,
      Matrix x,
      Matrix y,
      Slice workspace) {
    new JavaQuantizedLinear(new Int8Columns(w), mode, activation).run(x, y, workspace.address());
  }

  @Override
  public void linear(Float32Weights w, Activation activation, Matrix x, Matrix y) {
    new JavaFloat32Linear(w, activation).run(x, y);
  }

  @Override
  public void activate(Activation activation, long floats, long count) {
    JavaActivations.apply(activation, floats, count);
  }

  @Override
  public void softmax(Matrix x) {
    JavaSoftmax.apply(x);
  }

  @Override
  public void finiteRows(Matrix x, long flags) {
    Rows rows = new Rows(x);
    float[] row = new float[x.columns()];
    for (long i = 0; i < x.rows(); i++) {
      rows.load(i, row);
      RawMemory.putByte(flags + i, allFinite(row) ? 1 : 0);
    }
  }

  @Override
  public void add(Matrix a, Matrix b, Matrix y) {
    JavaElementwise.apply(Float::sum, a, b, y);
  }

  @Override
  public void multiply(Matrix a, Matrix b, Matrix y) {
    JavaElementwise.apply((left, right) -> left * right, a, b, y);
  }

  @Override
  public void copy(Matrix x, Matrix y) {
    JavaElementwise.copy(x, y);
  }

  @Override
  public void layerNorm(
      long weight, long bias, float epsilon, Matrix x, Matrix residualOrNull, Matrix y) {
    JavaNorms.layerNorm(weight, bias, epsilon, x, residualOrNull, y);
  }

  @Override
  public void rmsNorm(long weight, float epsilon, Matrix x, Matrix residualOrNull, Matrix y) {
    JavaNorms.rmsNorm(weight, epsilon, x, residualOrNull, y);
  }

  @Override
  public void l2Normalize(Matrix x, Matrix y) {
    JavaNorms.l2Normalize(x, y);
  }

  @Override
  public void embedding(List<Lookup> lookups, Matrix y) {
    JavaEmbedding.sum(lookups, y);
  }

  @Override
  public void embeddingBag(BagMode mode, Lookup lookup, long offsets, Matrix y) {
    JavaEmbedding.bag(mode, lookup, offsets, y);
  }

  @Override
  public long attentionWorkspaceBytes(Attention settings, long longest) {
    return 0;
  }

  @Override
  public void attention(
      Attention settings, long offsets, long rows, Matrix qkv, Matrix y, Slice workspace) {
    new JavaAttention(settings, qkv, y).run(offsets, rows);
  }

  @Override
  public void pool(Pooling mode, long offsets, Matrix x, Matrix y) {
    JavaPool.apply(mode, offsets, x, y);
  }

  private static boolean allFinite(float[] row) {
    // 0·v is NaN for an infinity or NaN and zero for every other v.
    float sum = 0;
    for (float v : row) {
      sum += 0 * v;
    }
    return sum == 0;
  }
}
