package io.nibble.graph.operator;

import io.nibble.kernel.Kernels;

/** An operator bound to its tensors in native memory. Immutable; many threads may share it. */
public interface BoundOperator {
  /** Computes {@code operands.y()}, which is the first value read for an operator in place. */
  void run(Kernels kernels, Operands operands);

  /** Bytes of workspace for up to {@code lines} lines of what it writes. */
  default long workspaceBytes(Kernels kernels, long lines) {
    return 0;
  }
}
