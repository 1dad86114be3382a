package io.nibble.file;

import java.util.Comparator;
import java.util.List;

/** Where tensors lie in a model's data section, which native memory holds as it is. */
public final class DataLayout {
  private static final long LARGEST_ALIGNMENT = 64;

  private DataLayout() {}

  /** What a tensor's position must be a multiple of. */
  public static long alignment(TensorSpec spec) {
    // Kernels read one innermost row, or 64 bytes of it, with one load.
    long row = spec.shape().get(spec.shape().size() - 1) * spec.type().bits() / 8;
    return Math.min(row, LARGEST_ALIGNMENT);
  }

  /** Places tensors without holes: those of the largest alignment first, else in order. */
  public static List<TensorInfo> place(List<TensorSpec> specs) {
    return TensorInfo.layOut(
        specs.stream().sorted(Comparator.comparingLong(DataLayout::alignment).reversed()).toList());
  }
}
