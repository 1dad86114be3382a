package io.nibble.model;

import io.nibble.kernel.Activation;
import io.nibble.kernel.Float32Weights;
import io.nibble.kernel.Kernels;
import io.nibble.kernel.Matrix;
import io.nibble.kernel.Slice;

/** {@link LinearFloat32} at work. */
record Float32Step(Float32Weights weights, Activation activation) implements Step {
  @Override
  public long workspaceBytes(Kernels kernels, long rows) {
    return 0;
  }

  @Override
  public void run(Kernels kernels, Matrix x, Matrix y, Slice workspace) {
    kernels.linear(weights, activation, x, y);
  }
}
