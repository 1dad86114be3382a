package io.nibble.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The header of a safetensors file, checked against the file: an 8-byte little-endian length, JSON
 * that gives type, shape and byte range of every tensor, then the tensors' bytes.
 *
 * <p>Everything is checked before anything is allocated from what the file says; whatever is wrong
 * is a {@link ModelException}. Format: https://huggingface.co/docs/safetensors.
 */
public final class SafetensorsHeader {
  /** Bytes before the JSON. */
  public static final int PREFIX_BYTES = 8;

  /** Largest accepted JSON header. */
  public static final int MAX_BYTES = 32 << 20;

  private static final String METADATA = "__metadata__";

  private final String source;
  private final byte[] bytes;
  private final long dataBytes;
  private final Map<String, String> metadata;
  private final Map<String, TensorInfo> tensors;

  private SafetensorsHeader(
      String source,
      byte[] bytes,
      long dataBytes,
      Map<String, String> metadata,
      Map<String, TensorInfo> tensors) {
    this.source = source;
    this.bytes = bytes;
    this.dataBytes = dataBytes;
    this.metadata = Collections.unmodifiableMap(metadata);
    this.tensors = Collections.unmodifiableMap(tensors);
  }

  /** Reads and checks the header of a file. */
  public static SafetensorsHeader read(ByteSource source) throws IOException {
    String name = source.name();
    long length = source.length();
    if (length < PREFIX_BYTES) {
      throw new ModelException(
          name, "the file has " + length + " bytes, expected at least the 8 of a header length");
    }
    byte[] prefix = new byte[PREFIX_BYTES];
    source.readFully(0, prefix, 0, PREFIX_BYTES);
    long headerBytes = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
    long room = length - PREFIX_BYTES;
    if (headerBytes < 2 || headerBytes > Math.min(room, MAX_BYTES)) {
      throw new ModelException(
          name,
          "the header length is "
              + Long.toUnsignedString(headerBytes)
              + ", expected 2 to "
              + Math.min(room, MAX_BYTES)
              + " (the file has "
              + length
              + " bytes); truncated, or not a safetensors file");
    }
    byte[] header = new byte[(int) headerBytes];
    source.readFully(PREFIX_BYTES, header, 0, header.length);
    return parse(header, room - headerBytes, name);
  }

  /**
   * Checks a header that was read before.
   *
   * @param header the JSON bytes; not copied
   * @param dataBytes bytes of the data section
   * @param name name for messages
   */
  public static SafetensorsHeader parse(byte[] header, long dataBytes, String name) {
    if (header.length > MAX_BYTES) {
      throw new ModelException(
          name, "the header has " + header.length + " bytes, expected at most " + MAX_BYTES);
    }
    String text = Json.decode(name, "the header", header);
    if (!text.startsWith("{")) {
      throw new ModelException(name, "the header does not begin with '{'; not a safetensors file");
    }
    ObjectNode json = Json.parseObject(name, "the header", text);
    JsonNode metadata = json.remove(METADATA);
    SafetensorsHeader parsed =
        new SafetensorsHeader(
            name, header, dataBytes, metadataOf(name, metadata), tensorsOf(name, json));
    TensorRanges.check(name, parsed.tensors.values(), dataBytes);
    return parsed;
  }

  /** Name of the file. */
  public String source() {
    return source;
  }

  /** The JSON bytes, as in the file. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Where the data section starts in the file. */
  public long dataOffset() {
    return PREFIX_BYTES + (long) bytes.length;
  }

  /** Bytes of the data section. */
  public long dataBytes() {
    return dataBytes;
  }

  /** The texts under {@code __metadata__}. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** Tensors by name, in the order of the header. */
  public Map<String, TensorInfo> tensors() {
    return tensors;
  }

  /**
   * The tensor of this name.
   *
   * @throws ModelException if there is none
   */
  public TensorInfo tensor(String name) {
    TensorInfo tensor = tensors.get(name);
    if (tensor == null) {
      throw new ModelException(
          source, "there is no tensor " + Quote.of(name) + " among its " + tensors.size());
    }
    return tensor;
  }

  private static Map<String, String> metadataOf(String source, JsonNode node) {
    Map<String, String> metadata = new LinkedHashMap<>();
    if (node != null) {
      JsonFields fields = new JsonFields(source, METADATA, node);
      node.fieldNames().forEachRemaining(name -> metadata.put(name, fields.text(name)));
    }
    return metadata;
  }

  private static Map<String, TensorInfo> tensorsOf(String source, ObjectNode json) {
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    json.properties()
        .forEach(
            entry ->
                tensors.put(
                    entry.getKey(),
                    TensorRanges.read(
                        entry.getKey(),
                        new JsonFields(
                            source, "tensor " + Quote.of(entry.getKey()), entry.getValue()))));
    return tensors;
  }
}
