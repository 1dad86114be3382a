package io.nibble.run;

import io.nibble.graph.Graph;
import io.nibble.graph.Node;
import io.nibble.graph.operator.Extent;
import io.nibble.graph.operator.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which buffer holds which value of a graph. Inputs and the output have buffers of their own; of
 * the others, those that are never needed at once share one.
 */
final class BufferPlan {
  private static final int NONE = -1;

  private final List<Shape> shapes;
  private final List<Buffer> buffers = new ArrayList<>();
  private final int[] bufferOf;

  /** The value whose memory a value takes over: itself, unless an operator is in place. */
  private final int[] owner;

  /** The last value that is made of what an owner's memory holds. */
  private final int[] neededFor;

  /** A buffer with lines of so many bytes at most, for each row or each token. */
  record Buffer(Extent extent, long lineBytes) {}

  BufferPlan(Graph graph) {
    shapes = graph.shapes();
    bufferOf = new int[shapes.size()];
    owner = new int[shapes.size()];
    neededFor = new int[shapes.size()];
    Arrays.fill(bufferOf, NONE);
    int inputs = graph.inputs().size();
    for (int value = 0; value < inputs; value++) {
      owner[value] = value;
      add(value);
    }
    for (int i = 0; i < graph.nodes().size(); i++) {
      follow(graph.nodes().get(i), inputs + i);
    }
    add(owner[graph.output().value()]);
    share(inputs);
  }

  /** The buffers; values point to them by their places. */
  List<Buffer> buffers() {
    return buffers;
  }

  int bufferOf(int value) {
    return bufferOf[value];
  }

  Shape shapeOf(int value) {
    return shapes.get(value);
  }

  private void follow(Node node, int value) {
    owner[value] = node.operator().inPlace() ? owner[node.reads().get(0)] : value;
    neededFor[owner[value]] = value;
    node.reads().forEach(read -> neededFor[owner[read]] = value);
  }

  private void share(int inputs) {
    int first = buffers.size();
    List<Integer> holders = new ArrayList<>();
    for (int value = inputs; value < shapes.size(); value++) {
      if (owner[value] != value) {
        bufferOf[value] = bufferOf[owner[value]];
      } else if (bufferOf[value] == NONE) {
        int place = free(value, first, holders);
        if (place == holders.size()) {
          add(value);
          holders.add(value);
        } else {
          reuse(first + place, value);
          holders.set(place, value);
        }
      }
    }
  }

  /** The first shared buffer whose value nobody needs any more; their number if there is none. */
  private int free(int value, int first, List<Integer> holders) {
    Extent extent = shapes.get(value).extent();
    int place = 0;
    while (place < holders.size()
        && (neededFor[holders.get(place)] >= value
            || buffers.get(first + place).extent() != extent)) {
      place++;
    }
    return place;
  }

  private void add(int value) {
    Shape shape = shapes.get(value);
    bufferOf[value] = buffers.size();
    buffers.add(new Buffer(shape.extent(), shape.lineBytes()));
  }

  private void reuse(int buffer, int value) {
    Shape shape = shapes.get(value);
    long lineBytes = Math.max(buffers.get(buffer).lineBytes(), shape.lineBytes());
    buffers.set(buffer, new Buffer(shape.extent(), lineBytes));
    bufferOf[value] = buffer;
  }
}
