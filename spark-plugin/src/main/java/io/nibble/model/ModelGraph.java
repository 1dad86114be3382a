package io.nibble.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nibble.kernel.PackedLayout;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What a model computes: operators, each fed by the one before.
 *
 * @param outputNames one name per output, or none
 */
record ModelGraph(
    String architecture, int inputWidth, List<String> outputNames, List<Operator> operators) {
  static final String MLP = "mlp";

  private static final Map<String, String> ARCHITECTURES = Map.of(MLP, MLP);

  ModelGraph {
    outputNames = List.copyOf(outputNames);
    operators = List.copyOf(operators);
  }

  static ModelGraph read(JsonFields fields) {
    ModelGraph graph =
        new ModelGraph(
            fields.choice("architecture", ARCHITECTURES),
            readInputWidth(fields),
            fields.optionalTexts("output_names").orElse(List.of()),
            fields.objects("operators").stream().map(OperatorTypes::read).toList());
    fields.end();
    graph.check(fields::error);
    return graph;
  }

  static int readInputWidth(JsonFields fields) {
    return (int) fields.integer("input_width", 1, PackedLayout.MAX_K);
  }

  int outputWidth() {
    return operators.get(operators.size() - 1).outputWidth();
  }

  List<TensorSpec> tensors() {
    return operators.stream().flatMap(operator -> operator.tensors().stream()).toList();
  }

  /** The first version of the file format that can hold all of its operators. */
  int formatVersion() {
    return operators.stream().mapToInt(Operator::formatVersion).max().orElseThrow();
  }

  ObjectNode json() {
    ObjectNode json = Json.object();
    json.put("architecture", architecture);
    json.put("input_width", inputWidth);
    if (!outputNames.isEmpty()) {
      outputNames.forEach(json.putArray("output_names")::add);
    }
    ArrayNode array = json.putArray("operators");
    operators.forEach(operator -> array.add(operator.json()));
    return json;
  }

  /** Refuses operators that do not fit one another; {@code error} words what is wrong. */
  void check(Function<String, ModelException> error) {
    if (operators.isEmpty() || operators.get(0).inPlace()) {
      throw error.apply("has no linear operator at its beginning");
    }
    Set<String> names = new HashSet<>();
    int width = inputWidth;
    for (Operator operator : operators) {
      String name = Quote.of(operator.name());
      if (!names.add(operator.name())) {
        throw error.apply("has two operators named " + name);
      }
      if (operator.inputWidth() != width) {
        throw error.apply(
            "has an operator "
                + name
                + " that takes "
                + operator.inputWidth()
                + " values, but "
                + width
                + " come from before it");
      }
      width = operator.outputWidth();
    }
    if (!outputNames.isEmpty() && outputNames.size() != width) {
      throw error.apply("has " + outputNames.size() + " output_names for " + width + " outputs");
    }
  }
}
