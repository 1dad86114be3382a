package io.nibble.bench.peers;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Arrays;
import java.util.Map;

/** Adds a layer to a graph. */
@FunctionalInterface
public interface OnnxNode<L extends Layer> {
  /** TensorProto.DataType of ONNX 1.16, which the protobuf classes do not have yet. */
  int UINT4 = 21;

  /** The name of the layer's result. */
  String add(OnnxGraph graph, String x, L layer);

  /**
   * MatMulNBits with accuracy_level 4: activations quantized to int8 by blocks, as the operator
   * documentation defines it.
   */
  static String matMulNBits(OnnxGraph graph, String x, Int4Layer layer) {
    int n = layer.n();
    int groups = layer.groups();
    String noZeroPointsNorOrder = "";
    return graph.node(
        OnnxGraph.CONTRIB,
        "MatMulNBits",
        Map.of(
            "N", (long) n,
            "K", (long) layer.k(),
            "bits", 4L,
            "block_size", (long) layer.group(),
            "accuracy_level", 4L),
        x,
        graph.constant(DataType.UINT8, blobs(layer), n, groups, layer.group() / 2),
        graph.constant(layer.scales(), (long) n * groups),
        layer.symmetric()
            ? noZeroPointsNorOrder
            : graph.constant(
                DataType.UINT8,
                pairs(layer.zeroPoints(), n, groups),
                (long) n * ((groups + 1) / 2)),
        noZeroPointsNorOrder,
        graph.constant(layer.bias(), n));
  }

  /**
   * DynamicQuantizeMatMul: what DynamicQuantizeLinear, MatMulInteger and scaling are fused to. Each
   * node quantizes its own input.
   */
  static String dynamicInt8(OnnxGraph graph, String x, Int8Layer layer) {
    String noZeroPoint = "";
    return graph.node(
        OnnxGraph.CONTRIB,
        "DynamicQuantizeMatMul",
        Map.of(),
        x,
        graph.constant(DataType.INT8, layer.values(), layer.k(), layer.n()),
        graph.constant(layer.scales(), layer.n()),
        noZeroPoint,
        graph.constant(layer.bias(), layer.n()));
  }

  /**
   * DequantizeLinear before Gemm: weights that are stored as 4 bits, as OpenVINO's compression
   * leaves them. It reads no blocks that are short, and gets those as MatMulNBits.
   */
  static String int4Weights(OnnxGraph graph, String x, Int4Layer layer) {
    int n = layer.n();
    if (layer.k() % layer.group() != 0) {
      return matMulNBits(graph, x, layer);
    }
    byte[] zeroPoints = layer.zeroPoints();
    if (layer.symmetric()) {
      zeroPoints = new byte[n * layer.groups()];
      Arrays.fill(zeroPoints, (byte) 8);
    }
    String w =
        graph.inner(
            "DequantizeLinear",
            Map.of("axis", 1L, "block_size", (long) layer.group()),
            graph.constant(UINT4, pairs(layer.values(), 1, n * layer.k()), n, layer.k()),
            graph.constant(layer.scales(), n, layer.groups()),
            graph.constant(UINT4, pairs(zeroPoints, 1, zeroPoints.length), n, layer.groups()));
    return gemm(graph, x, w, layer);
  }

  /** The same of int8 weights with one scale per output. */
  static String int8Weights(OnnxGraph graph, String x, Int8Layer layer) {
    String w =
        graph.inner(
            "DequantizeLinear",
            Map.of("axis", 0L),
            graph.constant(DataType.INT8, layer.rows(), layer.n(), layer.k()),
            graph.constant(layer.scales(), layer.n()));
    return gemm(graph, x, w, layer);
  }

  /** Gemm: what MatMul and Add are fused to. */
  static String float32(OnnxGraph graph, String x, Float32Layer layer) {
    return gemm(graph, x, graph.constant(layer.weight(), layer.n(), layer.k()), layer);
  }

  private static String gemm(OnnxGraph graph, String x, String w, Layer layer) {
    String bias = graph.constant(layer.bias(), layer.n());
    return graph.node("", "Gemm", Map.of("transB", 1L), x, w, bias);
  }

  /** n × groups × group/2 bytes, the lower nibble first; a short last group is padded. */
  private static byte[] blobs(Int4Layer layer) {
    int rowBytes = layer.groups() * layer.group() / 2;
    byte[] blobs = new byte[layer.n() * rowBytes];
    for (int row = 0; row < layer.n(); row++) {
      for (int i = 0; i < layer.k(); i++) {
        int value = layer.values()[row * layer.k() + i];
        blobs[row * rowBytes + i / 2] |= (byte) (i % 2 == 0 ? value : value << 4);
      }
    }
    return blobs;
  }

  /** Packs each row of {@code columns} nibbles to whole bytes, the lower nibble first. */
  private static byte[] pairs(byte[] nibbles, int rows, int columns) {
    int rowBytes = (columns + 1) / 2;
    byte[] pairs = new byte[rows * rowBytes];
    for (int i = 0; i < nibbles.length; i++) {
      int column = i % columns;
      int shift = column % 2 == 0 ? 0 : 4;
      pairs[i / columns * rowBytes + column / 2] |= (byte) (nibbles[i] << shift);
    }
    return pairs;
  }
}
