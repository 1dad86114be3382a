package io.nibble.graph;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nibble.file.Json;
import io.nibble.file.JsonFields;
import io.nibble.file.Quote;
import io.nibble.graph.operator.Operator;
import io.nibble.graph.operator.OperatorTypes;
import io.nibble.kernel.operand.PackedLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Any graph, as version 3 of the file format writes it. A value has the name of the input or of the
 * operator that writes it, so none is written twice; and an operator can name only those before it,
 * so there are no circles.
 */
final class GraphJson {
  private static final String READS = "reads";
  private static final Pattern ARCHITECTURE = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");
  private static final Map<String, Function<JsonFields, InputPort>> INPUTS =
      Map.of("features", GraphJson::readFeatures, "ids", GraphJson::readIds);

  private final Map<String, Integer> values = new LinkedHashMap<>();

  private GraphJson() {}

  static Graph read(JsonFields fields) {
    Graph graph = new GraphJson().readGraph(fields);
    fields.end();
    return graph;
  }

  private Graph readGraph(JsonFields fields) {
    String architecture = fields.text("architecture");
    if (!ARCHITECTURE.matcher(architecture).matches()) {
      throw fields.error(
          "has the architecture "
              + Quote.of(architecture)
              + ", expected up to 64 of a to z, 0 to 9, '_' and '-'");
    }
    return new Graph(
        architecture,
        readInputs(fields),
        fields.objects("operators").stream().map(this::readNode).toList(),
        readOutput(fields.object("output")));
  }

  private List<InputPort> readInputs(JsonFields fields) {
    List<InputPort> inputs = new ArrayList<>();
    for (JsonFields input : fields.objects("inputs")) {
      InputPort port = input.choice("kind", INPUTS).apply(input);
      input.end();
      define(port.name(), input);
      inputs.add(port);
    }
    if (inputs.stream().filter(input -> input.shape().isFloats()).count() > 1) {
      throw fields.error("has more than one input of features, expected their columns in one");
    }
    return inputs;
  }

  private static InputPort readFeatures(JsonFields fields) {
    return InputPort.features(
        Operator.readName(fields),
        (int) fields.integer("width", 1, PackedLayout.MAX_K),
        fields.optionalTexts("columns").orElse(List.of()));
  }

  private static InputPort readIds(JsonFields fields) {
    return InputPort.ids(Operator.readName(fields));
  }

  private Node readNode(JsonFields fields) {
    List<Integer> reads = new ArrayList<>();
    for (String name : fields.texts(READS)) {
      reads.add(value(name, fields));
    }
    Operator operator = OperatorTypes.read(fields);
    fields.end();
    define(operator.name(), fields);
    return new Node(operator, reads);
  }

  private OutputPort readOutput(JsonFields fields) {
    OutputPort output =
        new OutputPort(
            value(fields.text("value"), fields), fields.optionalTexts("names").orElse(List.of()));
    fields.end();
    return output;
  }

  private void define(String name, JsonFields fields) {
    if (values.putIfAbsent(name, values.size()) != null) {
      throw fields.error("writes the value " + Quote.of(name) + ", which is there already");
    }
  }

  private int value(String name, JsonFields fields) {
    Integer value = values.get(name);
    if (value == null) {
      throw fields.error(
          "reads the value " + Quote.of(name) + ", expected an input or an operator before it");
    }
    return value;
  }

  static ObjectNode write(Graph graph) {
    List<String> names = new ArrayList<>(graph.inputs().stream().map(InputPort::name).toList());
    ObjectNode json = Json.object();
    json.put("architecture", graph.architecture());
    ArrayNode inputs = json.putArray("inputs");
    graph.inputs().forEach(input -> inputs.add(write(input)));
    ArrayNode operators = json.putArray("operators");
    for (Node node : graph.nodes()) {
      ObjectNode operator = node.operator().json();
      ArrayNode reads = operator.putArray(READS);
      node.reads().forEach(read -> reads.add(names.get(read)));
      operators.add(operator);
      names.add(node.operator().name());
    }
    ObjectNode output = json.putObject("output");
    output.put("value", names.get(graph.output().value()));
    if (!graph.output().names().isEmpty()) {
      graph.output().names().forEach(output.putArray("names")::add);
    }
    return json;
  }

  private static ObjectNode write(InputPort input) {
    ObjectNode json = Json.object();
    json.put("name", input.name());
    json.put("kind", input.shape().isFloats() ? "features" : "ids");
    if (input.shape().isFloats()) {
      json.put("width", input.shape().width());
    }
    if (!input.columns().isEmpty()) {
      input.columns().forEach(json.putArray("columns")::add);
    }
    return json;
  }
}
