package io.nibble.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nibble.file.DataLayout;
import io.nibble.file.SafetensorsWriter;
import io.nibble.file.Sha256;
import io.nibble.file.TensorInfo;
import io.nibble.graph.Graph;
import io.nibble.graph.InputPort;
import io.nibble.graph.ModelFormat;
import io.nibble.graph.Node;
import io.nibble.graph.OutputPort;
import io.nibble.graph.operator.Elementwise;
import io.nibble.graph.operator.Embedding;
import io.nibble.graph.operator.Int4Settings;
import io.nibble.graph.operator.LinearFloat32;
import io.nibble.graph.operator.LinearInt4;
import io.nibble.graph.operator.LookupTable;
import io.nibble.graph.operator.Norm;
import io.nibble.graph.operator.Operator;
import io.nibble.graph.operator.Pool;
import io.nibble.graph.operator.SelfAttention;
import io.nibble.graph.operator.Softmax;
import io.nibble.kernel.operand.Activation;
import io.nibble.kernel.operand.ActivationQuantization;
import io.nibble.kernel.operand.Pooling;
import io.nibble.kernel.operand.TableType;
import io.nibble.memory.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A small valid model file whose every part can be changed before it is put together. */
public final class ModelBytes {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** The header's JSON, without the model. */
  ObjectNode header;

  /** The JSON text under {@code model}. */
  ObjectNode model;

  byte[] data;

  /** 40 → 33 int4 with zero points and bias → 3 float32 → softmax. */
  static ModelBytes valid() {
    return valid(ElementType.FLOAT32);
  }

  static ModelBytes valid(ElementType scaleType) {
    List<Operator> operators =
        List.of(
            new LinearInt4(
                "fc1",
                40,
                33,
                new Int4Settings(32, false, ActivationQuantization.ASYMMETRIC, scaleType),
                Activation.RELU,
                true,
                Optional.of(21.5)),
            new LinearFloat32("fc2", 33, 3, Activation.IDENTITY, true),
            new Softmax("softmax", 3));
    Graph graph = Graph.chain(Graph.MLP, 40, List.of(), List.of("a", "b", "c"), operators);
    List<TensorInfo> tensors = DataLayout.place(graph.tensors());
    byte[] data = new byte[(int) tensors.get(tensors.size() - 1).end()];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (i % 13);
    }
    return of(graph, tensors, data);
  }

  /** Tokens and features: embedding → attention → norm → pool → linear, plus features → softmax. */
  static ModelBytes encoder() {
    int width = 8;
    List<InputPort> inputs =
        List.of(
            InputPort.features("x", width, List.of()),
            InputPort.ids("ids"),
            InputPort.ids("positions"));
    Embedding embedding =
        new Embedding(
            "embed",
            width,
            List.of(
                new LookupTable(11, TableType.INT8, 0), new LookupTable(6, TableType.FLOAT32, 0)));
    List<Node> nodes =
        List.of(
            new Node(embedding, List.of(1, 2)),
            new Node(
                new LinearFloat32("qkv", width, 3 * width, Activation.IDENTITY, true), List.of(3)),
            new Node(new SelfAttention("att", SelfAttention.Settings.of(2, width / 2)), List.of(4)),
            new Node(new Norm("norm", Norm.Kind.LAYER_NORM, width, 1e-12f, true), List.of(5, 3)),
            new Node(new Pool("pool", Pooling.MEAN), List.of(6)),
            new Node(new LinearFloat32("head", width, width, Activation.TANH, true), List.of(7)),
            new Node(new Elementwise("sum", Elementwise.Kind.ADD), List.of(8, 0)),
            new Node(new Softmax("out", width), List.of(9)));
    return RandomTensors.file(new Graph("test", inputs, nodes, new OutputPort(10, List.of())), 1);
  }

  /** A model of this graph with this data, in which the tensors lie as said. */
  static ModelBytes of(Graph graph, List<TensorInfo> tensors, byte[] data) {
    ModelBytes bytes = new ModelBytes();
    bytes.data = data;
    byte[] json =
        SafetensorsWriter.header(
            ModelFormat.metadata(graph, Sha256.hex(Sha256.of(bytes.data))), tensors);
    bytes.header = tree(new String(json, StandardCharsets.UTF_8));
    bytes.model = tree(bytes.metadata().get("model").textValue());
    return bytes;
  }

  ObjectNode metadata() {
    return (ObjectNode) header.get("__metadata__");
  }

  ObjectNode tensor(String name) {
    return (ObjectNode) header.get(name);
  }

  public ArrayNode offsets(String name) {
    return (ArrayNode) tensor(name).get("data_offsets");
  }

  public ArrayNode shape(String name) {
    return (ArrayNode) tensor(name).get("shape");
  }

  ObjectNode operator(int index) {
    return (ObjectNode) operators().get(index);
  }

  ArrayNode operators() {
    return (ArrayNode) model.get("operators");
  }

  /** Replaces the model by any text. */
  void modelText(String text) {
    model = null;
    metadata().put("model", text);
  }

  /** The header's JSON with the model in it. */
  public String headerText() {
    if (model != null && header.path("__metadata__").has("model")) {
      metadata().put("model", model.toString());
    }
    return header.toString();
  }

  byte[] file() {
    return file(headerText());
  }

  byte[] file(String headerText) {
    return file(headerText.getBytes(StandardCharsets.UTF_8));
  }

  byte[] file(byte[] headerBytes) {
    return file(headerBytes.length, headerBytes);
  }

  byte[] file(long headerLength, byte[] headerBytes) {
    return ByteBuffer.allocate(8 + headerBytes.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(headerLength)
        .put(headerBytes)
        .put(data)
        .array();
  }

  private static ObjectNode tree(String json) {
    try {
      return (ObjectNode) MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
