package io.nibble.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nibble.file.storage.ByteSource;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The header of a safetensors file as Nibble writes it, checked strictly: an 8-byte little-endian
 * length, JSON that gives type, shape and byte range of every tensor, then the tensors' bytes.
 * Files of others are read more generously, where models are built.
 *
 * <p>Everything is checked before anything is allocated from what the file says; whatever is wrong
 * is a {@link ModelException}. Format: https://huggingface.co/docs/safetensors.
 */
public final class SafetensorsHeader {
  /** Bytes before the JSON. */
  public static final int PREFIX_BYTES = SafetensorsBytes.PREFIX_BYTES;

  /** Largest accepted JSON header. */
  public static final int MAX_BYTES = 32 << 20;

  /** Key of the metadata under which a file names its format. */
  public static final String FORMAT_KEY = "format";

  /** The format of a Nibble model. */
  public static final String FORMAT = "nibble";

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

  /** Reads and checks the header of a file; nothing that another file holds is in the message. */
  public static SafetensorsHeader read(ByteSource source) throws IOException {
    SafetensorsBytes bytes = SafetensorsBytes.read(source, MAX_BYTES);
    return parse(bytes.header(), bytes.dataBytes(), source.name());
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
    checkFormat(name, json.path(METADATA));
    JsonNode metadata = json.remove(METADATA);
    SafetensorsHeader parsed =
        new SafetensorsHeader(
            name, header, dataBytes, metadataOf(name, metadata), tensorsOf(name, json));
    TensorRanges.check(
        name, parsed.tensors.values().stream().map(TensorInfo::range).toList(), dataBytes);
    return parsed;
  }

  private static void checkFormat(String source, JsonNode metadata) {
    if (!FORMAT.equals(metadata.path(FORMAT_KEY).textValue())) {
      throw new ModelException(
          source,
          "not a Nibble model, but another safetensors file: its metadata does not have '"
              + FORMAT_KEY
              + "' '"
              + FORMAT
              + "'; make a model from float weights with the command 'quantize'");
    }
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
    JsonFields fields = new JsonFields(source, METADATA, node);
    node.fieldNames().forEachRemaining(name -> metadata.put(name, fields.text(name)));
    return metadata;
  }

  private static Map<String, TensorInfo> tensorsOf(String source, ObjectNode json) {
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    json.properties()
        .forEach(
            entry -> {
              JsonFields fields = TensorRanges.fields(source, entry.getKey(), entry.getValue());
              tensors.put(entry.getKey(), TensorRanges.read(entry.getKey(), fields));
              fields.end();
            });
    return tensors;
  }
}
