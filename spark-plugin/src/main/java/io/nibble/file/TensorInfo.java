package io.nibble.file;

import java.util.ArrayList;
import java.util.List;

/**
 * A tensor of a file: bytes {@code begin} (inclusive) to {@code end} (exclusive) of its data
 * section.
 */
public record TensorInfo(TensorSpec spec, long begin, long end) {
  public String name() {
    return spec.name();
  }

  public long bytes() {
    return end - begin;
  }

  public TensorRange range() {
    return new TensorRange(name(), begin, end);
  }

  /** Lays tensors one behind the other in the given order. */
  static List<TensorInfo> layOut(List<TensorSpec> specs) {
    List<TensorInfo> tensors = new ArrayList<>(specs.size());
    long begin = 0;
    for (TensorSpec spec : specs) {
      long end = Math.addExact(begin, spec.bytes());
      tensors.add(new TensorInfo(spec, begin, end));
      begin = end;
    }
    return tensors;
  }
}
