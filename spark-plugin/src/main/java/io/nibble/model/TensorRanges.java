package io.nibble.model;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads the tensor entries of a safetensors header and checks that they tile its data section. */
final class TensorRanges {
  private static final Map<String, TensorType> TYPES =
      Arrays.stream(TensorType.values()).collect(Collectors.toMap(TensorType::name, t -> t));

  private TensorRanges() {}

  /** Reads one entry; its byte range must hold exactly what type and shape need. */
  static TensorInfo read(String name, JsonFields fields) {
    TensorType type = fields.choice("dtype", TYPES);
    List<Long> shape = fields.integers("shape", 0, Long.MAX_VALUE);
    List<Long> range = fields.integers("data_offsets", 0, Long.MAX_VALUE);
    fields.end();
    if (range.size() != 2 || range.get(0) > range.get(1)) {
      throw fields.error(
          "field 'data_offsets' is " + range + ", expected [begin, end], begin ≤ end");
    }
    TensorInfo tensor =
        new TensorInfo(new TensorSpec(name, type, shape), range.get(0), range.get(1));
    long needed = bytesOf(tensor.spec(), fields);
    if (needed != tensor.bytes()) {
      throw fields.error(
          "has data_offsets "
              + range
              + " for "
              + tensor.bytes()
              + " bytes, but "
              + tensor.spec()
              + " needs "
              + needed);
    }
    return tensor;
  }

  /** Checks that the tensors fill the data section without holes and overlaps. */
  static void check(String source, Collection<TensorInfo> tensors, long dataBytes) {
    List<TensorInfo> sorted =
        tensors.stream()
            .sorted(Comparator.comparingLong(TensorInfo::begin).thenComparingLong(TensorInfo::end))
            .toList();
    long end = 0;
    for (TensorInfo tensor : sorted) {
      String what = "tensor " + Quote.of(tensor.name()) + " lies at " + range(tensor);
      if (tensor.end() > dataBytes) {
        throw new ModelException(
            source, what + ", outside the data section of " + dataBytes + " bytes");
      }
      if (tensor.begin() < end) {
        throw new ModelException(
            source, what + " and overlaps the one before it, which ends at " + end);
      }
      if (tensor.begin() > end) {
        throw new ModelException(source, what + ", after a hole that starts at " + end);
      }
      end = tensor.end();
    }
    if (end != dataBytes) {
      throw new ModelException(
          source, "the data section has " + dataBytes + " bytes, but its tensors fill " + end);
    }
  }

  private static long bytesOf(TensorSpec spec, JsonFields fields) {
    try {
      return spec.bytes();
    } catch (ArithmeticException e) {
      throw fields.error("is " + spec + ", which has no valid size: " + e.getMessage());
    }
  }

  private static String range(TensorInfo tensor) {
    return "[" + tensor.begin() + ", " + tensor.end() + ")";
  }
}
