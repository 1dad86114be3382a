package io.nibble.run;

import io.nibble.graph.Graph;
import io.nibble.graph.InputPort;
import io.nibble.graph.Node;
import io.nibble.graph.OutputPort;
import io.nibble.graph.operator.Concat;
import io.nibble.graph.operator.Elementwise;
import io.nibble.graph.operator.Embedding;
import io.nibble.graph.operator.EmbeddingBag;
import io.nibble.graph.operator.Extent;
import io.nibble.graph.operator.Int4Settings;
import io.nibble.graph.operator.L2Normalize;
import io.nibble.graph.operator.LinearFloat32;
import io.nibble.graph.operator.LinearInt4;
import io.nibble.graph.operator.LinearInt8;
import io.nibble.graph.operator.LookupTable;
import io.nibble.graph.operator.Norm;
import io.nibble.graph.operator.Operator;
import io.nibble.graph.operator.Pool;
import io.nibble.graph.operator.SelfAttention;
import io.nibble.graph.operator.Shape;
import io.nibble.graph.operator.Softmax;
import io.nibble.kernel.operand.Activation;
import io.nibble.kernel.operand.ActivationQuantization;
import io.nibble.kernel.operand.BagMode;
import io.nibble.kernel.operand.Pooling;
import io.nibble.kernel.operand.TableType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** A sound graph with branches and joins, of any operators, made by a seed. */
final class RandomGraph {
  static final int IDS = 11;

  private static final int WIDTH = 24;
  private static final int HEADS = 3;

  private final Random random;
  private final List<InputPort> inputs;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Integer> overwritten = new ArrayList<>();

  private RandomGraph(long seed) {
    random = new Random(seed);
    inputs =
        List.of(InputPort.features("x", WIDTH, List.of()), InputPort.ids("a"), InputPort.ids("b"));
  }

  static Graph of(long seed) {
    RandomGraph graph = new RandomGraph(seed);
    graph.embedding();
    int operators = 3 + graph.random.nextInt(12);
    for (int i = 0; i < operators; i++) {
      graph.addOne();
    }
    int output = graph.inputs.size() + graph.nodes.size() - 1;
    return new Graph("random", graph.inputs, graph.nodes, new OutputPort(output, List.of()));
  }

  private void embedding() {
    TableType first = pick(TableType.values());
    add(
        new Embedding(
            "embedding",
            WIDTH,
            List.of(new LookupTable(IDS, first, 0), new LookupTable(IDS + 2, TableType.INT8, 2))),
        1,
        2);
    LookupTable table = new LookupTable(IDS, pick(TableType.values()), 0);
    add(new EmbeddingBag("bag", WIDTH, table, pick(BagMode.values())), 1);
  }

  private void addOne() {
    int x = any();
    int width = shape(x).width();
    String name = "op" + nodes.size();
    switch (random.nextInt(10)) {
      case 0 -> add(new LinearFloat32(name, width, WIDTH, activation(), random.nextBoolean()), x);
      case 1 -> add(int4(name, width), x);
      case 2 -> add(new Elementwise(name, pick(Elementwise.Kind.values())), x, like(x));
      case 3 ->
          add(new Norm(name, Norm.Kind.LAYER_NORM, width, 1e-5f, random.nextBoolean()), x, like(x));
      case 4 -> add(new Norm(name, Norm.Kind.RMS_NORM, width, 1e-5f, false), x);
      case 5 -> add(new L2Normalize(name), x);
      case 6 -> softmax(name, x, width);
      case 7 -> concat(name, x);
      case 8 -> add(int8(name, width), x);
      default -> tokens(name, x, width);
    }
  }

  private void tokens(String name, int x, int width) {
    if (shape(x).extent() == Extent.ROWS) {
      add(new L2Normalize(name), x);
    } else if (random.nextBoolean()) {
      add(new Pool(name, pick(Pooling.values())), x);
    } else {
      add(new LinearFloat32(name, width, 3 * WIDTH, Activation.IDENTITY, true), x);
      add(
          new SelfAttention(name + "a", SelfAttention.Settings.of(HEADS, WIDTH / HEADS)),
          inputs.size() + nodes.size() - 1);
    }
  }

  // In place: what it overwrites is made for it alone.
  private void softmax(String name, int x, int width) {
    add(new LinearFloat32(name, width, WIDTH, Activation.IDENTITY, true), x);
    add(new Softmax(name + "s", WIDTH), inputs.size() + nodes.size() - 1);
    overwritten.add(inputs.size() + nodes.size() - 2);
  }

  private void concat(String name, int x) {
    if (shape(x).width() > 4 * WIDTH) {
      add(new L2Normalize(name), x);
    } else {
      add(new Concat(name), x, like(x), x);
    }
  }

  private LinearInt4 int4(String name, int width) {
    Int4Settings settings =
        new Int4Settings(
            pick(new Integer[] {0, 32, 64}),
            random.nextBoolean(),
            pick(ActivationQuantization.values()));
    return new LinearInt4(
        name, width, WIDTH, settings, activation(), random.nextBoolean(), Optional.empty());
  }

  private LinearInt8 int8(String name, int width) {
    return new LinearInt8(
        name,
        width,
        WIDTH,
        pick(new Integer[] {0, 32, 64}),
        pick(ActivationQuantization.values()),
        activation(),
        random.nextBoolean(),
        Optional.empty());
  }

  private Activation activation() {
    return pick(Activation.values());
  }

  /** A value of floats. */
  private int any() {
    return pick(values().filter(i -> shape(i).isFloats()).boxed().toArray(Integer[]::new));
  }

  /** A value of the same shape, perhaps the same. */
  private int like(int value) {
    return pick(
        values().filter(i -> shape(i).equals(shape(value))).boxed().toArray(Integer[]::new));
  }

  private IntStream values() {
    return IntStream.range(0, inputs.size() + nodes.size()).filter(i -> !overwritten.contains(i));
  }

  private Shape shape(int value) {
    return new Graph("random", inputs, nodes, new OutputPort(0, List.of())).shapes().get(value);
  }

  private <T> T pick(T[] choices) {
    return choices[random.nextInt(choices.length)];
  }

  private void add(Operator operator, int... reads) {
    nodes.add(new Node(operator, IntStream.of(reads).boxed().toList()));
  }
}
