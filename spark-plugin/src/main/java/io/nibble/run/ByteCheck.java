package io.nibble.run;

import io.nibble.file.ModelException;
import io.nibble.file.Quote;
import io.nibble.file.TensorInfo;
import io.nibble.graph.ModelHeader;
import io.nibble.graph.operator.ByteLimit;
import java.util.List;

/** Refuses tensors with bytes larger than their operators allow. */
final class ByteCheck {
  private final ModelHeader header;
  private final List<ByteLimit> limits;

  ByteCheck(ModelHeader header) {
    this.header = header;
    this.limits =
        header.operators().stream().flatMap(operator -> operator.byteLimits().stream()).toList();
  }

  /** Looks at {@code length} bytes of the data section from {@code position}. */
  void accept(long position, byte[] bytes, int length) {
    for (ByteLimit limit : limits) {
      TensorInfo tensor = header.tensors().get(limit.tensor());
      long from = Math.max(tensor.begin(), position);
      long to = Math.min(tensor.end(), position + length);
      for (long at = from; at < to; at++) {
        int found = Byte.toUnsignedInt(bytes[(int) (at - position)]);
        if (found > limit.largest()) {
          throw error(limit, found, at - tensor.begin());
        }
      }
    }
  }

  private ModelException error(ByteLimit limit, int found, long at) {
    return new ModelException(
        header.source(),
        "tensor "
            + Quote.of(limit.tensor())
            + " has the "
            + limit.what()
            + " "
            + found
            + " at byte "
            + at
            + ", expected 0 to "
            + limit.largest());
  }
}
