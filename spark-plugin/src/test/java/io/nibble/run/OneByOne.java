package io.nibble.run;

import io.nibble.graph.Graph;
import io.nibble.graph.Node;
import io.nibble.graph.operator.BoundOperator;
import io.nibble.graph.operator.Extent;
import io.nibble.graph.operator.Operands;
import io.nibble.graph.operator.Operands.Operand;
import io.nibble.graph.operator.Shape;
import io.nibble.kernel.Kernels;
import io.nibble.kernel.operand.Matrix;
import io.nibble.memory.ElementType;
import io.nibble.memory.OffHeap;
import io.nibble.memory.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Runs a graph in plain Java with memory of its own for every value: what sessions must give. */
final class OneByOne implements AutoCloseable {
  private final List<OffHeap> blocks = new ArrayList<>();
  private final List<Operand> values = new ArrayList<>();
  private final Inputs inputs;
  private final List<Shape> shapes;

  /**
   * @param features of all rows, or null
   * @param ids of all tokens, the same for every input
   * @param offsets rows + 1
   */
  record Inputs(float[] features, int[] ids, int[] offsets) {
    int rows() {
      return offsets.length - 1;
    }

    int tokens() {
      return offsets[rows()];
    }

    void copyTo(Session session, Graph graph) {
      graph.features().ifPresent(f -> session.input().copyFrom(features, 0, 0, features.length));
      graph.inputs().stream()
          .filter(input -> !input.shape().isFloats())
          .forEach(input -> put(ids, session.ids(input.name())));
      put(offsets, session.offsets());
    }
  }

  OneByOne(Graph graph, Function<String, Slice> tensors, Inputs inputs) {
    this.inputs = inputs;
    this.shapes = graph.shapes();
    graph.inputs().forEach(input -> fill(value(), input.shape()));
    for (Node node : graph.nodes()) {
      run(node, tensors);
    }
  }

  /** What a value holds. */
  float[] floats(int value) {
    Matrix y = values.get(value).floats();
    float[] floats = new float[(int) y.rows() * y.columns()];
    y.data().copyTo(0, floats, 0, floats.length);
    return floats;
  }

  private void run(Node node, Function<String, Slice> tensors) {
    List<Operand> reads = new ArrayList<>(node.reads().stream().map(values::get).toList());
    Operand y = value();
    if (node.operator().inPlace()) {
      byte[] bytes = new byte[(int) y.data().size()];
      reads.get(0).data().copyTo(0, bytes, 0, bytes.length);
      y.data().copyFrom(bytes, 0, 0, bytes.length);
      reads.set(0, y);
    }
    BoundOperator bound = node.operator().bind(tensors);
    Slice workspace = allocate(bound.workspaceBytes(Kernels.java(), y.floats().rows()));
    Slice offsets = allocate(inputs.offsets().length * Integer.BYTES);
    put(inputs.offsets(), offsets);
    bound.run(Kernels.java(), new Operands(reads, y.floats(), offsets, inputs.rows(), workspace));
  }

  private Operand value() {
    Shape shape = shapes.get(values.size());
    int lines = shape.extent() == Extent.ROWS ? inputs.rows() : inputs.tokens();
    Slice data = allocate(lines * shape.lineBytes());
    Operand value =
        new Operand(
            data,
            shape.isFloats() ? Matrix.of(data, ElementType.FLOAT32, lines, shape.width()) : null);
    values.add(value);
    return value;
  }

  private void fill(Operand value, Shape shape) {
    if (shape.isFloats()) {
      value.data().copyFrom(inputs.features(), 0, 0, inputs.features().length);
    } else {
      put(inputs.ids(), value.data());
    }
  }

  private static void put(int[] from, Slice to) {
    for (int i = 0; i < from.length; i++) {
      to.putInt(i, from[i]);
    }
  }

  private Slice allocate(long bytes) {
    OffHeap block = OffHeap.allocate(Math.max(bytes, 1));
    blocks.add(block);
    return block.slice(0, bytes);
  }

  @Override
  public void close() {
    blocks.forEach(OffHeap::close);
  }
}
