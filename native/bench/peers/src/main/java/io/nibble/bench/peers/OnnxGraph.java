package io.nibble.bench.peers;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/** An ONNX model under construction: nodes over one input x, results y0, y1, …. */
public final class OnnxGraph {
  public static final String INPUT = "x";
  static final int ANY_ROWS = -1;
  static final String CONTRIB = "com.microsoft";

  private static final int IR_VERSION = 10;
  private static final int OPSET = 21;
  private static final int CONTRIB_OPSET = 1;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("peers");
  private final int rows;
  private int nodes;

  /**
   * @param rows of the input and of every result, or {@link #ANY_ROWS}
   */
  OnnxGraph(int rows, int k) {
    this.rows = rows;
    graph.addInput(matrix(INPUT, k));
  }

  /** Name of the result of node {@code i}. */
  public static String output(int i) {
    return "y" + i;
  }

  /** Adds a constant; its name, to be passed to a node. */
  String constant(float[] values, long... dims) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return constant(TensorProto.DataType.FLOAT, bytes.array(), dims);
  }

  String constant(TensorProto.DataType type, byte[] values, long... dims) {
    return constant(type.getNumber(), values, dims);
  }

  String constant(int type, byte[] values, long... dims) {
    String name = "c" + graph.getInitializerCount();
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name);
    tensor.setDataType(type).setRawData(ByteString.copyFrom(values));
    for (long dim : dims) {
      tensor.addDims(dim);
    }
    graph.addInitializer(tensor);
    return name;
  }

  /** Adds a node; the name of its result. An empty input name means "none". */
  String node(String domain, String operator, Map<String, Long> attributes, String... inputs) {
    String y = output(nodes++);
    add(domain, operator, attributes, y, inputs);
    return y;
  }

  /** Adds a standard node whose result only other nodes read; its name. */
  String inner(String operator, Map<String, Long> attributes, String... inputs) {
    String name = "n" + graph.getNodeCount();
    add("", operator, attributes, name, inputs);
    return name;
  }

  private void add(
      String domain, String operator, Map<String, Long> attributes, String y, String... inputs) {
    NodeProto.Builder node = NodeProto.newBuilder().setDomain(domain).setOpType(operator);
    node.setName(operator + y).addOutput(y);
    for (String input : inputs) {
      node.addInput(input);
    }
    attributes.forEach(
        (name, value) ->
            node.addAttribute(
                AttributeProto.newBuilder()
                    .setName(name)
                    .setType(AttributeProto.AttributeType.INT)
                    .setI(value)));
    graph.addNode(node);
  }

  /** Makes a node's result, {@code n} columns, a result of the model. */
  void result(String y, int n) {
    graph.addOutput(matrix(y, n));
  }

  /** The model file's bytes. */
  byte[] bytes() {
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
        .addOpsetImport(
            OperatorSetIdProto.newBuilder().setDomain(CONTRIB).setVersion(CONTRIB_OPSET))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  private ValueInfoProto matrix(String name, int columns) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    TensorShapeProto.Dimension.Builder m = shape.addDimBuilder();
    if (rows == ANY_ROWS) {
      m.setDimParam("m");
    } else {
      m.setDimValue(rows);
    }
    shape.addDimBuilder().setDimValue(columns);
    TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder();
    tensor.setElemType(TensorProto.DataType.FLOAT.getNumber()).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
