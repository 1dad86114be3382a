package io.nibble.model;

import io.nibble.kernel.Kernels;
import io.nibble.kernel.Matrix;
import io.nibble.kernel.Slice;

/** {@link Softmax} at work. */
record SoftmaxStep() implements Step {
  @Override
  public long workspaceBytes(Kernels kernels, long rows) {
    return 0;
  }

  @Override
  public void run(Kernels kernels, Matrix x, Matrix y, Slice workspace) {
    kernels.softmax(y);
  }
}
