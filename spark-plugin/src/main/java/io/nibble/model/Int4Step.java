package io.nibble.model;

import io.nibble.kernel.Activation;
import io.nibble.kernel.ActivationQuantization;
import io.nibble.kernel.Int4Weights;
import io.nibble.kernel.Kernels;
import io.nibble.kernel.Matrix;
import io.nibble.kernel.Slice;

/** {@link LinearInt4} at work. */
record Int4Step(Int4Weights weights, ActivationQuantization quantization, Activation activation)
    implements Step {
  @Override
  public long workspaceBytes(Kernels kernels, long rows) {
    return kernels.workspaceBytes(rows, weights.layout().k(), weights.layout().groupSize());
  }

  @Override
  public void run(Kernels kernels, Matrix x, Matrix y, Slice workspace) {
    kernels.linear(weights, quantization, activation, x, y, workspace);
  }
}
