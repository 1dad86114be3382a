package io.nibble.graph;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nibble.file.Json;
import io.nibble.file.JsonFields;
import io.nibble.graph.operator.Operator;
import io.nibble.graph.operator.OperatorTypes;
import io.nibble.kernel.operand.PackedLayout;
import java.util.List;
import java.util.Map;

/** A chain of operators over features, as versions 1 and 2 of the file format write it. */
public final class ChainJson {
  private static final Map<String, String> ARCHITECTURES = Map.of(Graph.MLP, Graph.MLP);

  private ChainJson() {}

  static Graph read(JsonFields fields) {
    Graph graph =
        Graph.chain(
            fields.choice("architecture", ARCHITECTURES),
            readInputWidth(fields),
            fields.optionalTexts("input_names").orElse(List.of()),
            fields.optionalTexts("output_names").orElse(List.of()),
            fields.objects("operators").stream().map(ChainJson::readOperator).toList());
    fields.end();
    return graph;
  }

  public static int readInputWidth(JsonFields fields) {
    return (int) fields.integer("input_width", 1, PackedLayout.MAX_K);
  }

  private static Operator readOperator(JsonFields fields) {
    Operator operator = OperatorTypes.read(fields);
    fields.end();
    return operator;
  }

  static ObjectNode write(Graph graph) {
    InputPort features = graph.inputs().get(0);
    ObjectNode json = Json.object();
    json.put("architecture", graph.architecture());
    json.put("input_width", features.shape().width());
    if (!features.columns().isEmpty()) {
      features.columns().forEach(json.putArray("input_names")::add);
    }
    if (!graph.output().names().isEmpty()) {
      graph.output().names().forEach(json.putArray("output_names")::add);
    }
    ArrayNode operators = json.putArray("operators");
    graph.operators().forEach(operator -> operators.add(operator.json()));
    return json;
  }
}
