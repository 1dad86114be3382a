package io.nibble.model;

import io.nibble.kernel.Kernels;
import io.nibble.kernel.Matrix;
import io.nibble.kernel.Slice;

/** An operator bound to its weights in native memory. Immutable; many threads may share it. */
interface Step {
  /** Bytes of workspace for up to {@code rows} rows. */
  long workspaceBytes(Kernels kernels, long rows);

  /** Computes {@code y} from {@code x}; both are the same matrix for an operator in place. */
  void run(Kernels kernels, Matrix x, Matrix y, Slice workspace);
}
