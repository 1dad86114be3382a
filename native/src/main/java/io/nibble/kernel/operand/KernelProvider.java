package io.nibble.kernel.operand;

import io.nibble.memory.Slice;

/**
 * One implementation of the operators, for one instruction set. The facade has checked every
 * argument and documents the operators; loose arrays come as addresses, 0 for an absent one.
 */
public interface KernelProvider {
  String isa();

  boolean isNative();

  void packInt4(PackedLayout layout, long values, long scales, long zeroPoints, Int4Weights target);

  void unpackInt4(PackedLayout layout, long nibbles, long values);

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

  void linear(Float32Weights w, Activation activation, Matrix x, Matrix y);

  void activate(Activation activation, long floats, long count);

  void softmax(Matrix x);

  void finiteRows(Matrix x, long flags);
}
