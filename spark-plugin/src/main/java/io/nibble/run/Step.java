package io.nibble.run;

import io.nibble.graph.LinearFloat32;
import io.nibble.graph.LinearInt4;
import io.nibble.graph.Operator;
import io.nibble.graph.Softmax;
import io.nibble.kernel.Kernels;
import io.nibble.kernel.operand.Activation;
import io.nibble.kernel.operand.ActivationQuantization;
import io.nibble.kernel.operand.Float32Weights;
import io.nibble.kernel.operand.Int4Weights;
import io.nibble.kernel.operand.Matrix;
import io.nibble.memory.Slice;
import java.util.function.Function;

/** An operator bound to its weights in native memory. Immutable; many threads may share it. */
interface Step {
  /** Computes {@code y} from {@code x}; both are the same matrix for an operator in place. */
  void run(Kernels kernels, Matrix x, Matrix y, Slice workspace);

  /** Bytes of workspace for up to {@code rows} rows. */
  default long workspaceBytes(Kernels kernels, long rows) {
    return 0;
  }

  /** Binds an operator to its tensors; {@code tensors} gives each by its name. */
  static Step of(Operator operator, Function<String, Slice> tensors) {
    if (operator instanceof LinearInt4 linear) {
      return new Int4(
          linear.weights(tensors), linear.activationQuantization(), linear.activation());
    }
    if (operator instanceof LinearFloat32 linear) {
      Float32Weights weights = linear.weights(tensors);
      return (kernels, x, y, workspace) -> kernels.linear(weights, linear.activation(), x, y);
    }
    if (operator instanceof Softmax) {
      return (kernels, x, y, workspace) -> kernels.softmax(y);
    }
    throw new IllegalArgumentException("no kernel computes the operator " + operator.type());
  }

  /** The one that needs a workspace, for quantized activations. */
  record Int4(Int4Weights weights, ActivationQuantization quantization, Activation activation)
      implements Step {
    @Override
    public void run(Kernels kernels, Matrix x, Matrix y, Slice workspace) {
      kernels.linear(weights, quantization, activation, x, y, workspace);
    }

    @Override
    public long workspaceBytes(Kernels kernels, long rows) {
      return kernels.workspaceBytes(rows, weights.layout().k(), weights.layout().groupSize());
    }
  }
}
