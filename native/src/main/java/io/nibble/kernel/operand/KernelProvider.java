package io.nibble.kernel.operand;

import io.nibble.memory.Slice;
import java.util.List;

/**
 * One implementation of the operators, for one instruction set. The facade has checked every
 * argument and documents the operators; loose arrays come as addresses, 0 for an absent one.
 */
public interface KernelProvider {
  String isa();

  boolean isNative();

  void packInt4(PackedLayout layout, long values, long scales, long zeroPoints, Int4Weights target);

  void unpackInt4(PackedLayout layout, long nibbles, long values);

  void packInt8(PackedLayout layout, long values, long scales, Int8Weights target);

  void unpackInt8(PackedLayout layout, long weights, long values);

  void packFloat32(long weight, Float32Weights target);

  void quantizeRows(
      ActivationQuantization mode,
      int groupSize,
      Matrix x,
      long q,
      long scale,
      long zeroPoint,
      long groupSums);

  long workspaceBytes(long rows, int k, int groupSize);

  void linear(
      Int4Weights w,
      ActivationQuantization mode,
      Activation activation,
      Matrix x,
      Matrix y,
      Slice workspace);

  void linear(
      Int8Weights w,
      ActivationQuantization mode,
      Activation activation,
      Matrix x,
      Matrix y,
      Slice workspace);

  void linear(Float32Weights w, Activation activation, Matrix x, Matrix y);

  void activate(Activation activation, long floats, long count);

  void softmax(Matrix x);

  void finiteRows(Matrix x, long flags);

  void add(Matrix a, Matrix b, Matrix y);

  void multiply(Matrix a, Matrix b, Matrix y);

  void copy(Matrix x, Matrix y);

  void layerNorm(long weight, long bias, float epsilon, Matrix x, Matrix residualOrNull, Matrix y);

  void rmsNorm(long weight, float epsilon, Matrix x, Matrix residualOrNull, Matrix y);

  void l2Normalize(Matrix x, Matrix y);

  void embedding(List<Lookup> lookups, Matrix y);

  void embeddingBag(BagMode mode, Lookup lookup, long offsets, Matrix y);

  long attentionWorkspaceBytes(Attention settings, long longest);

  void attention(
      Attention settings, long offsets, long rows, Matrix qkv, Matrix y, Slice workspace);

  void pool(Pooling mode, long offsets, Matrix x, Matrix y);
}
