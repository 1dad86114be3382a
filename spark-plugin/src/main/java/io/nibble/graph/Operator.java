package io.nibble.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nibble.file.Json;
import io.nibble.file.JsonFields;
import io.nibble.file.Quote;
import io.nibble.file.TensorSpec;
import io.nibble.kernel.operand.PackedLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One operator of a model, as its header describes it: float32 rows of {@link #inputWidth()} values
 * go in, rows of {@link #outputWidth()} values come out. Immutable.
 *
 * <p>A new kind of operator is a subclass and an entry in {@link OperatorTypes}.
 */
public abstract sealed class Operator permits LinearInt4, LinearFloat32, Softmax {
  private static final Set<String> COMMON = Set.of("name", "type", "inputs", "outputs");
  private static final int LONGEST_NAME = 256;

  private final String name;
  private final int inputWidth;
  private final int outputWidth;

  Operator(String name, int inputWidth, int outputWidth) {
    this.name = name;
    this.inputWidth = inputWidth;
    this.outputWidth = outputWidth;
  }

  /** The layer's name, unique in its model; its tensors' names begin with it. */
  public final String name() {
    return name;
  }

  public final int inputWidth() {
    return inputWidth;
  }

  public final int outputWidth() {
    return outputWidth;
  }

  /** The word for this kind of operator in model files. */
  public abstract String type();

  /** The tensors it owns, under the names they have in the file. */
  public abstract List<TensorSpec> tensors();

  /** The first version of the file format that can hold it. */
  int formatVersion() {
    return 1;
  }

  /** Whether it overwrites its input instead of filling another buffer. */
  public abstract boolean inPlace();

  /** Adds the fields of this kind of operator. */
  abstract void writeSettings(ObjectNode json);

  /** Bytes of its tensors. */
  public final long bytes() {
    return tensors().stream().mapToLong(TensorSpec::bytes).sum();
  }

  /** What is set for it beyond name, type and widths, as the header words it. */
  public final Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : json().properties()) {
      if (!COMMON.contains(field.getKey())) {
        settings.put(field.getKey(), field.getValue().asText());
      }
    }
    return settings;
  }

  final ObjectNode json() {
    ObjectNode json = Json.object();
    json.put("name", name);
    json.put("type", type());
    json.put("inputs", inputWidth);
    json.put("outputs", outputWidth);
    writeSettings(json);
    return json;
  }

  public static String readName(JsonFields fields) {
    String name = fields.text("name");
    if (name.isEmpty()
        || name.length() > LONGEST_NAME
        || name.chars().anyMatch(Character::isISOControl)) {
      throw fields.error(
          "has the name "
              + Quote.of(name)
              + ", expected 1 to "
              + LONGEST_NAME
              + " characters without control characters");
    }
    return name;
  }

  static int readInputs(JsonFields fields) {
    return (int) fields.integer("inputs", 1, PackedLayout.MAX_K);
  }

  static int readOutputs(JsonFields fields) {
    return (int) fields.integer("outputs", 1, PackedLayout.MAX_N);
  }
}
