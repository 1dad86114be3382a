package io.nibble.build;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nibble.file.Json;
import io.nibble.file.JsonFields;
import io.nibble.file.ModelException;
import io.nibble.file.Quote;
import io.nibble.file.SafetensorsBytes;
import io.nibble.file.SafetensorsHeader;
import io.nibble.file.TensorInfo;
import io.nibble.file.TensorRange;
import io.nibble.file.TensorRanges;
import io.nibble.file.TensorType;
import io.nibble.file.storage.ByteSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The header of a safetensors file that others wrote, read as the library that defines the format
 * reads it: up to 100 MB, white space before the JSON, {@code "__metadata__": null}, fields of
 * entries that nobody knows; of equal names the last counts. Tensors fill the data section without
 * holes and overlaps. A tensor of a type that is not known here does no harm unless it is asked
 * for.
 */
final class WeightsHeader {
  /** Largest header that the format's own library reads. */
  private static final int MAX_BYTES = 100_000_000;

  private static final String METADATA = "__metadata__";

  private final String source;
  private final long dataOffset;
  private final String format;
  private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();
  private final Map<String, String> unknownTypes = new HashMap<>();

  private WeightsHeader(String source, SafetensorsBytes bytes, ObjectNode json) {
    this.source = source;
    this.dataOffset = SafetensorsBytes.PREFIX_BYTES + (long) bytes.header().length;
    this.format = format(source, json.remove(METADATA));
    List<TensorRange> ranges = new ArrayList<>();
    json.properties().forEach(entry -> ranges.add(read(entry.getKey(), entry.getValue())));
    TensorRanges.check(source, ranges, bytes.dataBytes());
  }

  /**
   * Reads and checks the header of a file.
   *
   * @throws ModelException if it is no sound safetensors file, or a Nibble model already
   */
  static WeightsHeader read(ByteSource file) throws IOException {
    SafetensorsBytes bytes = SafetensorsBytes.read(file, MAX_BYTES);
    String text = Json.decode(file.name(), "the header", bytes.header());
    WeightsHeader header =
        new WeightsHeader(file.name(), bytes, Json.parseForeign(file.name(), "the header", text));
    if (SafetensorsHeader.FORMAT.equals(header.format)) {
      throw new ModelException(
          file.name(), "this is a Nibble model already, expected the float weights of one");
    }
    return header;
  }

  /** Where the data section starts in the file. */
  long dataOffset() {
    return dataOffset;
  }

  /**
   * The tensor of this name.
   *
   * @throws ModelException if there is none, or none of these types
   */
  TensorInfo tensor(String name, Set<TensorType> types) {
    TensorInfo tensor = tensors.get(name);
    if (tensor != null && types.contains(tensor.spec().type())) {
      return tensor;
    }
    if (tensor == null && !unknownTypes.containsKey(name)) {
      throw new ModelException(source, MissingTensor.reason(name, source, names()));
    }
    throw new ModelException(
        source,
        "tensor "
            + Quote.of(name)
            + " is "
            + (tensor == null ? Quote.of(unknownTypes.get(name)) : tensor.spec())
            + ", expected one of the types "
            + String.join(", ", types.stream().map(TensorType::name).sorted().toList()));
  }

  private List<String> names() {
    List<String> names = new ArrayList<>(tensors.keySet());
    names.addAll(unknownTypes.keySet());
    return names;
  }

  private static String format(String source, JsonNode metadata) {
    if (metadata == null || metadata.isNull()) {
      return null;
    }
    JsonFields fields = new JsonFields(source, METADATA, metadata);
    metadata.fieldNames().forEachRemaining(fields::text);
    return fields.optionalText(SafetensorsHeader.FORMAT_KEY).orElse(null);
  }

  private TensorRange read(String name, JsonNode entry) {
    JsonFields fields = TensorRanges.fields(source, name, entry);
    String type = fields.text("dtype");
    if (TensorRanges.isKnown(type)) {
      TensorInfo tensor = TensorRanges.read(name, fields);
      tensors.put(name, tensor);
      return tensor.range();
    }
    unknownTypes.put(name, type);
    return TensorRanges.range(name, fields);
  }
}
