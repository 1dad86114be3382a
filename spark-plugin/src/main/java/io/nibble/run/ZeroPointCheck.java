package io.nibble.run;

import io.nibble.file.ModelException;
import io.nibble.file.Quote;
import io.nibble.file.TensorInfo;
import io.nibble.graph.LinearInt4;
import io.nibble.graph.ModelHeader;
import io.nibble.graph.Operator;
import java.util.ArrayList;
import java.util.List;

/** Refuses zero points outside 0…15, for which the kernels' int32 sums are not exact. */
final class ZeroPointCheck {
  private static final int LARGEST = 15;

  private final String source;
  private final List<TensorInfo> tensors = new ArrayList<>();

  ZeroPointCheck(ModelHeader header) {
    this.source = header.source();
    for (Operator operator : header.operators()) {
      if (operator instanceof LinearInt4 linear && !linear.symmetricWeights()) {
        tensors.add(header.tensors().get(linear.part(LinearInt4.ZERO_POINTS)));
      }
    }
  }

  /** Looks at {@code length} bytes of the data section from {@code position}. */
  void accept(long position, byte[] bytes, int length) {
    for (TensorInfo tensor : tensors) {
      long from = Math.max(tensor.begin(), position);
      long to = Math.min(tensor.end(), position + length);
      for (long at = from; at < to; at++) {
        int zeroPoint = Byte.toUnsignedInt(bytes[(int) (at - position)]);
        if (zeroPoint > LARGEST) {
          throw new ModelException(
              source,
              "tensor "
                  + Quote.of(tensor.name())
                  + " has the zero point "
                  + zeroPoint
                  + " at byte "
                  + (at - tensor.begin())
                  + ", expected 0 to "
                  + LARGEST);
        }
      }
    }
  }
}
