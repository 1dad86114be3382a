package io.nibble.graph;

import io.nibble.file.ModelException;
import io.nibble.file.Quote;
import io.nibble.graph.operator.Operator;
import io.nibble.graph.operator.Shape;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** What makes a graph one that can be run; what reading has not settled. */
final class GraphCheck {
  private final Graph graph;
  private final Function<String, ModelException> error;

  GraphCheck(Graph graph, Function<String, ModelException> error) {
    this.graph = graph;
    this.error = error;
  }

  void run() {
    List<Node> nodes = graph.nodes();
    if (nodes.isEmpty() || (graph.isChain() && nodes.get(0).operator().inPlace())) {
      throw error.apply("has no linear operator at its beginning");
    }
    checkNames();
    checkOverwritten();
    List<Shape> shapes = graph.shapes(error);
    checkOutput(shapes.get(graph.output().value()));
    graph.features().ifPresent(this::checkColumns);
  }

  private void checkNames() {
    Set<String> names = new HashSet<>();
    for (Operator operator : graph.operators()) {
      if (!names.add(operator.name())) {
        throw error.apply("has two operators named " + Quote.of(operator.name()));
      }
    }
  }

  /** An operator in place may overwrite only what nobody else reads. */
  private void checkOverwritten() {
    int inputs = graph.inputs().size();
    for (int i = 0; i < graph.nodes().size(); i++) {
      Node node = graph.nodes().get(i);
      if (node.operator().inPlace()) {
        int value = node.reads().get(0);
        if (value < inputs || readers(value) > 1 || value == graph.output().value()) {
          throw error.apply(
              "has an operator "
                  + Quote.of(node.operator().name())
                  + " that overwrites what it reads, expected a value that nobody else reads");
        }
      }
    }
  }

  private long readers(int value) {
    return graph.nodes().stream()
        .flatMap(node -> node.reads().stream())
        .filter(read -> read == value)
        .count();
  }

  private void checkOutput(Shape shape) {
    List<String> names = graph.output().names();
    if (graph.output().value() < graph.inputs().size()) {
      throw error.apply("gives what goes into it, expected what an operator writes");
    }
    if (!names.isEmpty() && names.size() != shape.width()) {
      throw error.apply("has " + names.size() + " output_names for " + shape.width() + " outputs");
    }
  }

  /** Columns of tables are matched by these names, usually without regard to case. */
  private void checkColumns(InputPort features) {
    List<String> columns = features.columns();
    int width = features.shape().width();
    if (!columns.isEmpty() && columns.size() != width) {
      throw error.apply("has " + columns.size() + " input_names for " + width + " inputs");
    }
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (String name : columns) {
      if (name.isBlank() || !names.add(name)) {
        throw error.apply(
            "has the input name "
                + Quote.of(name)
                + ", expected names that are not blank and differ in more than case");
      }
    }
  }
}
