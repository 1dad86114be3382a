package io.nibble.bench.peers;

import java.util.List;
import java.util.Map;

/** Models as ONNX Runtime's own optimizer would leave them, and as OpenVINO's recognizes them. */
public final class OnnxModels {
  private OnnxModels() {}

  /** Every layer over the same input; the result of layer i is {@link OnnxGraph#output}(i). */
  static <L extends Layer> byte[] independent(List<L> layers, OnnxNode<L> node) {
    return independent(OnnxGraph.ANY_ROWS, layers, node);
  }

  /** The same for batches of so many rows only. */
  static <L extends Layer> byte[] independent(int rows, List<L> layers, OnnxNode<L> node) {
    OnnxGraph graph = new OnnxGraph(rows, layers.get(0).k());
    for (L layer : layers) {
      graph.result(node.add(graph, OnnxGraph.INPUT, layer), layer.n());
    }
    return graph.bytes();
  }

  /** Layer after layer, with Relu in between; the only result is {@link #mlpOutput}. */
  public static <L extends Layer> byte[] mlp(List<L> layers, OnnxNode<L> node) {
    OnnxGraph graph = new OnnxGraph(OnnxGraph.ANY_ROWS, layers.get(0).k());
    String y = node.add(graph, OnnxGraph.INPUT, layers.get(0));
    for (L layer : layers.subList(1, layers.size())) {
      y = node.add(graph, graph.node("", "Relu", Map.of(), y), layer);
    }
    graph.result(y, layers.get(layers.size() - 1).n());
    return graph.bytes();
  }

  /** Next to nothing to compute: one row of one number. */
  static byte[] tiny() {
    OnnxGraph graph = new OnnxGraph(1, 1);
    graph.result(graph.node("", "Relu", Map.of(), OnnxGraph.INPUT), 1);
    return graph.bytes();
  }

  /** Name of the result of an {@link #mlp} of so many layers. */
  public static String mlpOutput(int layers) {
    return OnnxGraph.output(2 * (layers - 1));
  }
}
