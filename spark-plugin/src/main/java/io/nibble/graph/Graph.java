package io.nibble.graph;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nibble.file.Json;
import io.nibble.file.JsonFields;
import io.nibble.file.ModelException;
import io.nibble.file.Quote;
import io.nibble.file.TensorSpec;
import io.nibble.kernel.operand.PackedLayout;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What a model computes: operators, each fed by the one before.
 *
 * @param inputNames one name per input, or none
 * @param outputNames one name per output, or none
 */
public record Graph(
    String architecture,
    int inputWidth,
    List<String> inputNames,
    List<String> outputNames,
    List<Operator> operators) {
  public static final String MLP = "mlp";

  /** The first version of the file format that can hold names of inputs. */
  private static final int NAMED_INPUTS_VERSION = 2;

  private static final Map<String, String> ARCHITECTURES = Map.of(MLP, MLP);

  public Graph {
    inputNames = List.copyOf(inputNames);
    outputNames = List.copyOf(outputNames);
    operators = List.copyOf(operators);
  }

  static Graph read(JsonFields fields) {
    Graph graph =
        new Graph(
            fields.choice("architecture", ARCHITECTURES),
            readInputWidth(fields),
            fields.optionalTexts("input_names").orElse(List.of()),
            fields.optionalTexts("output_names").orElse(List.of()),
            fields.objects("operators").stream().map(OperatorTypes::read).toList());
    fields.end();
    graph.check(fields::error);
    return graph;
  }

  public static int readInputWidth(JsonFields fields) {
    return (int) fields.integer("input_width", 1, PackedLayout.MAX_K);
  }

  int outputWidth() {
    return operators.get(operators.size() - 1).outputWidth();
  }

  public List<TensorSpec> tensors() {
    return operators.stream().flatMap(operator -> operator.tensors().stream()).toList();
  }

  /** The first version of the file format that can hold all of it. */
  int formatVersion() {
    int version = operators.stream().mapToInt(Operator::formatVersion).max().orElseThrow();
    return inputNames.isEmpty() ? version : Math.max(version, NAMED_INPUTS_VERSION);
  }

  ObjectNode json() {
    ObjectNode json = Json.object();
    json.put("architecture", architecture);
    json.put("input_width", inputWidth);
    if (!inputNames.isEmpty()) {
      inputNames.forEach(json.putArray("input_names")::add);
    }
    if (!outputNames.isEmpty()) {
      outputNames.forEach(json.putArray("output_names")::add);
    }
    ArrayNode array = json.putArray("operators");
    operators.forEach(operator -> array.add(operator.json()));
    return json;
  }

  /** Refuses operators that do not fit one another; {@code error} words what is wrong. */
  public void check(Function<String, ModelException> error) {
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
    checkInputNames(error);
  }

  /** Columns of tables are matched by these names, usually without regard to case. */
  private void checkInputNames(Function<String, ModelException> error) {
    if (!inputNames.isEmpty() && inputNames.size() != inputWidth) {
      throw error.apply("has " + inputNames.size() + " input_names for " + inputWidth + " inputs");
    }
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (String name : inputNames) {
      if (name.isBlank() || !names.add(name)) {
        throw error.apply(
            "has the input name "
                + Quote.of(name)
                + ", expected names that are not blank and differ in more than case");
      }
    }
  }
}
