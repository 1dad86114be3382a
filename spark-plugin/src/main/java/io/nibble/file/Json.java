package io.nibble.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** JSON as model files hold it: bounded depth and size, no duplicate keys, strict UTF-8. */
public final class Json {
  private static final int MAX_DEPTH = 16;

  // A token becomes a tree node of at most about 100 bytes: this bounds what hostile JSON can cost.
  private static final int MAX_TOKENS = 1_000_000;
  private static final int MAX_NUMBER_LENGTH = 32;
  private static final int FOREIGN_DEPTH = 127;

  private static final String BYTE_ORDER_MARK = "\ufeff";

  private static final JsonMapper MAPPER =
      mapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(MAX_DEPTH)
                      .maxTokenCount(MAX_TOKENS)
                      .maxNumberLength(MAX_NUMBER_LENGTH)
                      .maxStringLength(SafetensorsHeader.MAX_BYTES)
                      .build())
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
              .build());

  /** As serde_json reads a map: of equal keys the last counts. */
  private static final JsonMapper FOREIGN =
      mapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(FOREIGN_DEPTH)
                      .maxNameLength(Integer.MAX_VALUE)
                      .maxStringLength(Integer.MAX_VALUE)
                      .build())
              .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
              .build());

  private Json() {}

  /**
   * Parses one JSON object.
   *
   * @param source the file, for messages
   * @param what what the text is, for messages ("header", …)
   */
  public static ObjectNode parseObject(String source, String what, String text) {
    return parseObject(MAPPER, source, what, text);
  }

  /** As {@link #parseObject}, of a file that is not ours: only its size bounds it. */
  public static ObjectNode parseForeign(String source, String what, String text) {
    return parseObject(FOREIGN, source, what, text);
  }

  private static JsonMapper mapper(JsonFactory factory) {
    return JsonMapper.builder(factory)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();
  }

  private static ObjectNode parseObject(
      JsonMapper mapper, String source, String what, String text) {
    JsonNode node;
    try {
      node = mapper.readTree(text);
    } catch (JsonProcessingException e) {
      throw new ModelException(source, what + " is not valid JSON: " + describe(e));
    }
    if (!(node instanceof ObjectNode)) {
      throw new ModelException(source, what + " is not a JSON object");
    }
    return (ObjectNode) node;
  }

  /** Decodes UTF-8 and refuses malformed bytes. */
  public static String decode(String source, String what, byte[] utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new ModelException(source, what + " is not valid UTF-8");
    }
  }

  /** As {@link #decode}, without the byte-order mark that editors put before a text. */
  public static String decodeMarked(String source, String what, byte[] utf8) {
    String text = decode(source, what, utf8);
    return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
  }

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Compact text, the same for equal trees. */
  public static String write(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree could not be written", e);
    }
  }

  // Jackson's own words quote the text, which may be any file's.
  private static String describe(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    String where =
        at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    return reason(e) + where;
  }

  private static String reason(JsonProcessingException e) {
    if (e instanceof StreamConstraintsException) {
      return e.getOriginalMessage();
    }
    boolean twice = e.getOriginalMessage().startsWith("Duplicate");
    return twice ? "a field occurs twice" : "a value, a name or a mark is missing or wrong";
  }
}
