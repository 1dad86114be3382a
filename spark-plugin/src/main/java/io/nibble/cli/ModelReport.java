package io.nibble.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nibble.cli.console.Sizes;
import io.nibble.cli.console.TextTable;
import io.nibble.graph.Graph;
import io.nibble.graph.InputPort;
import io.nibble.graph.ModelHeader;
import io.nibble.graph.Node;
import io.nibble.graph.operator.Operator;
import io.nibble.graph.operator.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What {@code inspect} prints. */
final class ModelReport {
  private static final String SQNR = "sqnr_db";
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ModelReport() {}

  static String text(ModelHeader header) {
    List<String> lines = new ArrayList<>();
    lines.add(header.source());
    lines.add(
        header.architecture()
            + ", "
            + inputs(header.graph())
            + ", "
            + Sizes.count(header.outputWidth())
            + " outputs; format version "
            + header.formatVersion());
    lines.add(
        Sizes.bytes(header.dataBytes()) + " of tensors; content hash " + header.contentHash());
    header
        .graph()
        .features()
        .filter(features -> !features.columns().isEmpty())
        .ifPresent(named -> lines.add("input names: " + String.join(", ", named.columns())));
    if (!header.outputNames().isEmpty()) {
      lines.add("output names: " + String.join(", ", header.outputNames()));
    }
    lines.add("");
    lines.addAll(table(header));
    return String.join(System.lineSeparator(), lines);
  }

  private static String inputs(Graph graph) {
    List<String> inputs = new ArrayList<>();
    for (InputPort input : graph.inputs()) {
      boolean isFloats = input.shape().isFloats();
      inputs.add(
          isFloats ? Sizes.count(input.shape().width()) + " inputs" : input.name() + " (ids)");
    }
    return String.join(", ", inputs);
  }

  static String json(ModelHeader header) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("file", header.source());
    json.put("format_version", header.formatVersion());
    json.put("content_hash", header.contentHash());
    json.put("data_bytes", header.dataBytes());
    try {
      json.setAll((ObjectNode) MAPPER.readTree(header.json()));
      ArrayNode operators = (ArrayNode) json.get("operators");
      for (int i = 0; i < operators.size(); i++) {
        ((ObjectNode) operators.get(i)).put("bytes", header.operators().get(i).bytes());
      }
      return MAPPER.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a model's own JSON could not be read", e);
    }
  }

  private static List<String> table(ModelHeader header) {
    TextTable table = new TextTable("layer", "type", "inputs", "outputs", "bytes", "SQNR dB");
    List<Shape> shapes = header.graph().shapes();
    int firstWritten = header.graph().inputs().size();
    for (int i = 0; i < header.operators().size(); i++) {
      Node node = header.graph().nodes().get(i);
      Operator operator = node.operator();
      String sqnr = operator.settings().getOrDefault(SQNR, "");
      table.add(
          operator.name(),
          operator.type(),
          Sizes.count(shapes.get(node.reads().get(0)).width()),
          Sizes.count(shapes.get(firstWritten + i).width()),
          Sizes.count(operator.bytes()),
          sqnr.equals("null") ? "exact" : sqnr);
    }
    List<String> lines = new ArrayList<>(table.lines());
    lines.add("");
    for (Operator operator : header.operators()) {
      String settings = settings(operator);
      if (!settings.isEmpty()) {
        lines.add(operator.name() + ": " + settings);
      }
    }
    return lines;
  }

  private static String settings(Operator operator) {
    return operator.settings().entrySet().stream()
        .filter(setting -> !setting.getKey().equals(SQNR))
        .map(setting -> setting.getKey() + " " + setting.getValue())
        .collect(Collectors.joining(", "));
  }
}
