package io.nibble.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads the fields of one JSON object strictly: every field is asked for once, and {@link #end}
 * refuses the ones nobody asked for.
 */
public final class JsonFields {
  private final String source;
  private final String path;
  private final ObjectNode node;
  private final Set<String> known = new HashSet<>();

  /**
   * @param source the file, for messages
   * @param path where in the file this object stands, for messages
   */
  public JsonFields(String source, String path, JsonNode node) {
    if (!(node instanceof ObjectNode)) {
      throw new ModelException(source, path + " is " + describe(node) + ", expected an object");
    }
    this.source = source;
    this.path = path;
    this.node = (ObjectNode) node;
  }

  /** Whether the field is there and not null. */
  public boolean has(String field) {
    return optional(field).isPresent();
  }

  public String text(String field) {
    return asText(field, required(field));
  }

  public Optional<String> optionalText(String field) {
    return optional(field).map(value -> asText(field, value));
  }

  public boolean flag(String field) {
    JsonNode value = required(field);
    if (!value.isBoolean()) {
      throw wrong(field, value, "true or false");
    }
    return value.booleanValue();
  }

  public long integer(String field, long least, long most) {
    return asLong(field, required(field), least, most);
  }

  /** A finite number, or empty for null. */
  public Optional<Double> numberOrNull(String field) {
    JsonNode value = required(field);
    return value.isNull()
        ? Optional.empty()
        : Optional.of(asNumber(field, value, "a finite number or null"));
  }

  /** A finite number that a float holds, rounded to it. */
  public float number(String field) {
    float value = (float) asNumber(field, required(field), "a finite number");
    if (!Float.isFinite(value)) {
      throw wrong(field, required(field), "a number within float32");
    }
    return value;
  }

  /** A text that names one of {@code choices}. */
  public <T> T choice(String field, Map<String, T> choices) {
    return asChoice(field, required(field), choices);
  }

  public <T> Optional<T> optionalChoice(String field, Map<String, T> choices) {
    return optional(field).map(value -> asChoice(field, value, choices));
  }

  public List<String> texts(String field) {
    return elements(field, required(field), value -> asText(field, value));
  }

  public Optional<List<String>> optionalTexts(String field) {
    return optional(field).map(array -> elements(field, array, value -> asText(field, value)));
  }

  public List<Long> integers(String field, long least, long most) {
    return elements(field, required(field), value -> asLong(field, value, least, most));
  }

  public JsonFields object(String field) {
    return new JsonFields(source, path + "." + field, required(field));
  }

  public List<JsonFields> objects(String field) {
    JsonNode array = required(field);
    List<JsonFields> objects = new ArrayList<>();
    elements(
        field,
        array,
        value ->
            objects.add(
                new JsonFields(source, path + "." + field + "[" + objects.size() + "]", value)));
    return objects;
  }

  /** The names of all fields. */
  public List<String> names() {
    List<String> names = new ArrayList<>(node.size());
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** The integer of an array of a text and an integer. */
  public int textAndInteger(String field, int least, int most) {
    JsonNode pair = required(field);
    if (!pair.isArray() || pair.size() != 2 || !pair.get(0).isTextual()) {
      throw wrong(field, pair, "an array of a string and an integer");
    }
    return (int) asLong(field, pair.get(1), least, most);
  }

  /** An array of pairs of texts, each an array of two or one text with a space between them. */
  public List<List<String>> textPairs(String field) {
    return elements(field, required(field), pair -> asTextPair(field, pair));
  }

  private List<String> asTextPair(String field, JsonNode pair) {
    List<String> texts =
        pair.isArray()
            ? elements(field, pair, text -> asText(field, text))
            : List.of(asText(field, pair).split(" ", 2));
    if (texts.size() != 2) {
      throw wrong(field, pair, "a pair of strings");
    }
    return texts;
  }

  /** An array of arrays, each of a text and a finite number. */
  public List<Map.Entry<String, Double>> numberedTexts(String field) {
    return elements(field, required(field), pair -> asNumberedText(field, pair));
  }

  private Map.Entry<String, Double> asNumberedText(String field, JsonNode pair) {
    if (!pair.isArray() || pair.size() != 2) {
      throw wrong(field, pair, "arrays of a string and a number");
    }
    double number = asNumber(field, pair.get(1), "a string and a finite number");
    return Map.entry(asText(field, pair.get(0)), number);
  }

  /** Lets fields be whatever they are, or not there. */
  public void ignore(String... fields) {
    known.addAll(List.of(fields));
  }

  /** Refuses fields that were not read. */
  public void end() {
    Iterator<String> names = node.fieldNames();
    while (names.hasNext()) {
      String name = names.next();
      if (!known.contains(name)) {
        throw error("has an unknown field " + Quote.of(name) + "; known here: " + sorted(known));
      }
    }
  }

  public ModelException error(String reason) {
    return new ModelException(source, path + " " + reason);
  }

  private Optional<JsonNode> optional(String field) {
    known.add(field);
    return Optional.ofNullable(node.get(field)).filter(value -> !value.isNull());
  }

  private JsonNode required(String field) {
    known.add(field);
    JsonNode value = node.get(field);
    if (value == null) {
      throw error("has no field " + Quote.of(field));
    }
    return value;
  }

  private String asText(String field, JsonNode value) {
    if (!value.isTextual()) {
      throw wrong(field, value, "a string");
    }
    return value.textValue();
  }

  private double asNumber(String field, JsonNode value, String expected) {
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw wrong(field, value, expected);
    }
    return value.doubleValue();
  }

  private long asLong(String field, JsonNode value, long least, long most) {
    boolean fits = value.isIntegralNumber() && value.canConvertToLong();
    if (!fits || value.longValue() < least || value.longValue() > most) {
      throw wrong(field, value, "an integer from " + least + " to " + most);
    }
    return value.longValue();
  }

  private <T> T asChoice(String field, JsonNode value, Map<String, T> choices) {
    String text = asText(field, value);
    T choice = choices.get(text);
    if (choice == null) {
      throw wrong(field, value, "one of " + sorted(choices.keySet()));
    }
    return choice;
  }

  private <T> List<T> elements(String field, JsonNode array, Function<JsonNode, T> read) {
    if (!array.isArray()) {
      throw wrong(field, array, "an array");
    }
    List<T> values = new ArrayList<>(array.size());
    array.forEach(value -> values.add(read.apply(value)));
    return values;
  }

  private ModelException wrong(String field, JsonNode found, String expected) {
    return error("field " + Quote.of(field) + " is " + describe(found) + ", expected " + expected);
  }

  private static String describe(JsonNode value) {
    if (value.isObject()) {
      return "an object";
    }
    if (value.isArray()) {
      return "an array";
    }
    return value.isTextual() ? Quote.of(value.textValue()) : value.asText();
  }

  private static String sorted(Set<String> words) {
    return String.join(", ", words.stream().sorted().toList());
  }
}
