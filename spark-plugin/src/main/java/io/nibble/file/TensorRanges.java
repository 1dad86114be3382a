package io.nibble.file;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads the tensor entries of a safetensors header and checks that they tile its data section. */
public final class TensorRanges {
  private static final Map<String, TensorType> TYPES =
      Arrays.stream(TensorType.values()).collect(Collectors.toMap(TensorType::name, t -> t));

  private TensorRanges() {}

  /** The entry of a tensor. */
  public static JsonFields fields(String source, String name, JsonNode entry) {
    return new JsonFields(source, "tensor " + Quote.of(name), entry);
  }

  /** Reads one entry; its byte range must hold exactly what type and shape need. */
  public static TensorInfo read(String name, JsonFields fields) {
    TensorType type = fields.choice("dtype", TYPES);
    List<Long> shape = fields.integers("shape", 0, Long.MAX_VALUE);
    TensorRange range = range(name, fields);
    TensorInfo tensor =
        new TensorInfo(new TensorSpec(name, type, shape), range.begin(), range.end());
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

  /** Reads the byte range of an entry. */
  public static TensorRange range(String name, JsonFields fields) {
    List<Long> range = fields.integers("data_offsets", 0, Long.MAX_VALUE);
    if (range.size() != 2 || range.get(0) > range.get(1)) {
      throw fields.error(
          "field 'data_offsets' is " + range + ", expected [begin, end], begin ≤ end");
    }
    return new TensorRange(name, range.get(0), range.get(1));
  }

  public static boolean isKnown(String type) {
    return TYPES.containsKey(type);
  }

  /** Checks that the tensors fill the data section without holes and overlaps. */
  public static void check(String source, Collection<TensorRange> tensors, long dataBytes) {
    List<TensorRange> sorted =
        tensors.stream()
            .sorted(
                Comparator.comparingLong(TensorRange::begin).thenComparingLong(TensorRange::end))
            .toList();
    long end = 0;
    for (TensorRange tensor : sorted) {
      String what = "tensor " + Quote.of(tensor.name()) + " lies at " + tensor;
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
}
