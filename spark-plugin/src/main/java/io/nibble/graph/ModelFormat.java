package io.nibble.graph;

import io.nibble.file.Json;
import io.nibble.file.JsonFields;
import io.nibble.file.ModelException;
import io.nibble.file.Quote;
import io.nibble.file.SafetensorsHeader;
import io.nibble.graph.operator.Operator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The metadata that makes a safetensors file a Nibble model. */
public final class ModelFormat {
  /** The newest version. A model is written as the oldest one that can hold it. */
  private static final int NEWEST = Operator.GRAPH_VERSION;

  private static final String FORMAT_KEY = SafetensorsHeader.FORMAT_KEY;
  private static final String VERSION_KEY = "format_version";
  private static final String MODEL_KEY = "model";
  private static final String CHECKSUM_KEY = "data_sha256";
  private static final Set<String> KEYS = Set.of(FORMAT_KEY, VERSION_KEY, MODEL_KEY, CHECKSUM_KEY);
  private static final Pattern CHECKSUM = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern VERSION_NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

  private ModelFormat() {}

  /** Metadata of a model with this graph and these tensor bytes. */
  public static Map<String, String> metadata(Graph graph, String checksum) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(FORMAT_KEY, SafetensorsHeader.FORMAT);
    metadata.put(VERSION_KEY, Integer.toString(graph.formatVersion()));
    metadata.put(MODEL_KEY, json(graph));
    metadata.put(CHECKSUM_KEY, checksum);
    return metadata;
  }

  /** What {@code graph} computes, in the words of the first version that can hold it. */
  static String json(Graph graph) {
    boolean isChain = graph.formatVersion() < Operator.GRAPH_VERSION;
    return Json.write(isChain ? ChainJson.write(graph) : GraphJson.write(graph));
  }

  /** Refuses models of other versions and unknown metadata. */
  static void check(SafetensorsHeader header) {
    version(header);
    Set<String> unknown = new TreeSet<>(header.metadata().keySet());
    unknown.removeAll(KEYS);
    if (!unknown.isEmpty()) {
      throw new ModelException(
          header.source(), "unknown metadata " + Quote.of(unknown.iterator().next()));
    }
  }

  /** Hex SHA-256 of the data section. */
  static String checksum(SafetensorsHeader header) {
    String checksum = required(header, CHECKSUM_KEY);
    if (!CHECKSUM.matcher(checksum).matches()) {
      throw new ModelException(
          header.source(),
          "metadata '"
              + CHECKSUM_KEY
              + "' is "
              + Quote.of(checksum)
              + ", expected 64 lower-case hex digits");
    }
    return checksum;
  }

  static Graph graph(SafetensorsHeader header) {
    String what = "metadata '" + MODEL_KEY + "'";
    String text = required(header, MODEL_KEY);
    JsonFields fields =
        new JsonFields(header.source(), what, Json.parseObject(header.source(), what, text));
    boolean isChain = version(header) < Operator.GRAPH_VERSION;
    Graph graph = isChain ? ChainJson.read(fields) : GraphJson.read(fields);
    graph.check(fields::error);
    if (graph.formatVersion() > version(header)) {
      throw fields.error(
          "is of format version "
              + graph.formatVersion()
              + ", but '"
              + VERSION_KEY
              + "' is "
              + version(header));
    }
    return graph;
  }

  /** The version that the file says it has; one that this release reads. */
  static int version(SafetensorsHeader header) {
    String version = required(header, VERSION_KEY);
    if (!VERSION_NUMBER.matcher(version).matches()) {
      throw new ModelException(
          header.source(),
          "metadata '" + VERSION_KEY + "' is " + Quote.of(version) + ", expected a number");
    }
    if (Integer.parseInt(version) > NEWEST) {
      throw new ModelException(
          header.source(),
          "model format version "
              + version
              + " is newer than "
              + NEWEST
              + ", the newest this release of Nibble reads; use a newer release");
    }
    return Integer.parseInt(version);
  }

  private static String required(SafetensorsHeader header, String key) {
    String value = header.metadata().get(key);
    if (value == null) {
      throw new ModelException(header.source(), "there is no metadata '" + key + "'");
    }
    return value;
  }
}
