package io.nibble.graph.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nibble.file.Json;
import io.nibble.file.JsonFields;
import io.nibble.file.Quote;
import io.nibble.file.TensorSpec;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.memory.Slice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One operator of a model, as its header describes it. Immutable.
 *
 * <p>A new kind of operator is a subclass and an entry in {@link OperatorTypes}: whatever depends
 * on the kind is one of these methods.
 */
public abstract class Operator {
  /** The first version of the file format with more than linear layers and softmax. */
  public static final int GRAPH_VERSION = 3;

  private static final Set<String> COMMON = Set.of("name", "type", "inputs", "outputs", "reads");
  private static final int LONGEST_NAME = 256;

  private final String name;

  Operator(String name) {
    this.name = name;
  }

  /** Unique in its model; its tensors' names begin with it. */
  public final String name() {
    return name;
  }

  /** The word for this kind of operator in model files. */
  public abstract String type();

  /**
   * What it writes.
   *
   * @throws ShapeException if it does not take what it reads
   */
  public abstract Shape shape(List<Shape> reads);

  /** Binds it to its tensors; {@code tensors} gives each by its name. */
  public abstract BoundOperator bind(Function<String, Slice> tensors);

  /** The tensors it owns, under the names they have in the file. */
  public List<TensorSpec> tensors() {
    return List.of();
  }

  /** What bytes of its tensors must not exceed. */
  public List<ByteLimit> byteLimits() {
    return List.of();
  }

  /** The first version of the file format that can hold it. */
  public int formatVersion() {
    return GRAPH_VERSION;
  }

  /** Whether it overwrites the first value it reads instead of filling another buffer. */
  public boolean inPlace() {
    return false;
  }

  /** Whether what it writes are probabilities that sum to 1. */
  public boolean givesProbabilities() {
    return false;
  }

  /** How a layer's weights are stored, such as {@code int4}; empty for what is no linear layer. */
  public Optional<String> weightFormat() {
    return Optional.empty();
  }

  /**
   * Signal-to-quantization-noise ratio of its weights against the float model, in dB; empty if
   * quantization lost nothing.
   */
  public Optional<Double> sqnr() {
    return Optional.empty();
  }

  /** Multiplications and additions by weights, for one line. */
  public double operations() {
    return 0;
  }

  /** Adds the fields of this kind of operator. */
  abstract void writeSettings(ObjectNode json);

  /** Bytes of its tensors. */
  public final long bytes() {
    return tensors().stream().mapToLong(TensorSpec::bytes).sum();
  }

  /** Name of one of its tensors. */
  public final String part(String part) {
    return name + "." + part;
  }

  /** What is set for it beyond name, type, widths and reads, as the header words it. */
  public final Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : json().properties()) {
      if (!COMMON.contains(field.getKey())) {
        JsonNode value = field.getValue();
        settings.put(field.getKey(), value.isValueNode() ? value.asText() : value.toString());
      }
    }
    return settings;
  }

  /** Its fields in a header, but for what it reads. */
  public final ObjectNode json() {
    ObjectNode json = Json.object();
    json.put("name", name);
    json.put("type", type());
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

  static int readWidth(JsonFields fields, String field) {
    return (int) fields.integer(field, 1, PackedLayout.MAX_K);
  }
}
