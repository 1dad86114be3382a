package io.nibble.graph;

import io.nibble.file.ModelException;
import io.nibble.file.Quote;
import io.nibble.file.TensorSpec;
import io.nibble.graph.operator.Operator;
import io.nibble.graph.operator.Shape;
import io.nibble.graph.operator.ShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a model computes: values go in, each node reads some of those before it and writes one, and
 * one comes out. Immutable.
 */
public record Graph(
    String architecture, List<InputPort> inputs, List<Node> nodes, OutputPort output) {
  public static final String MLP = "mlp";

  /** The first version of the file format that can hold names of inputs. */
  private static final int NAMED_INPUTS_VERSION = 2;

  private static final String FEATURES = "features";

  public Graph {
    inputs = List.copyOf(inputs);
    nodes = List.copyOf(nodes);
  }

  /**
   * Operators over the features of a row, each fed by the one before.
   *
   * @param inputNames one name per feature, or none
   * @param outputNames one name per output, or none
   */
  public static Graph chain(
      String architecture,
      int inputWidth,
      List<String> inputNames,
      List<String> outputNames,
      List<Operator> operators) {
    List<Node> nodes = new ArrayList<>();
    for (Operator operator : operators) {
      nodes.add(new Node(operator, List.of(nodes.size())));
    }
    InputPort features = InputPort.features(FEATURES, inputWidth, inputNames);
    return new Graph(
        architecture, List.of(features), nodes, new OutputPort(nodes.size(), outputNames));
  }

  /** Whether the versions before {@link Operator#GRAPH_VERSION} can say it. */
  boolean isChain() {
    if (features().isEmpty() || inputs.size() > 1 || output.value() != nodes.size()) {
      return false;
    }
    for (int i = 0; i < nodes.size(); i++) {
      if (!nodes.get(i).reads().equals(List.of(i))) {
        return false;
      }
    }
    return true;
  }

  /** The features of a row, if any go in. */
  public Optional<InputPort> features() {
    return inputs.stream().filter(input -> input.shape().isFloats()).findFirst();
  }

  /** The operators in the order in which they run. */
  public List<Operator> operators() {
    return nodes.stream().map(Node::operator).toList();
  }

  /** The operator that writes what comes out. */
  Operator writer() {
    return nodes.get(output.value() - inputs.size()).operator();
  }

  public List<TensorSpec> tensors() {
    return operators().stream().flatMap(operator -> operator.tensors().stream()).toList();
  }

  /** The first version of the file format that can hold all of it. */
  int formatVersion() {
    if (!isChain()) {
      return Operator.GRAPH_VERSION;
    }
    int version = operators().stream().mapToInt(Operator::formatVersion).max().orElse(1);
    return inputs.get(0).columns().isEmpty() ? version : Math.max(version, NAMED_INPUTS_VERSION);
  }

  /** The shapes of all values: of the inputs, then of what each node writes. */
  public List<Shape> shapes() {
    return shapes(ShapeException::new);
  }

  /** The shapes of what each node writes. */
  public List<Shape> written() {
    return shapes().subList(inputs.size(), inputs.size() + nodes.size());
  }

  /** The shape of what comes out. */
  public Shape outputShape() {
    return shapes().get(output.value());
  }

  /** Refuses operators that do not fit one another; {@code error} words what is wrong. */
  public void check(Function<String, ModelException> error) {
    new GraphCheck(this, error).run();
  }

  List<Shape> shapes(Function<String, ? extends RuntimeException> error) {
    List<Shape> shapes = new ArrayList<>(inputs.stream().map(InputPort::shape).toList());
    for (Node node : nodes) {
      try {
        shapes.add(node.operator().shape(node.reads().stream().map(shapes::get).toList()));
      } catch (ShapeException e) {
        String name = Quote.of(node.operator().name());
        throw error.apply("has an operator " + name + " that " + e.getMessage());
      }
    }
    return shapes;
  }
}
