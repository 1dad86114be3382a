package io.nibble.run;

import io.nibble.graph.Graph;
import io.nibble.graph.Node;
import io.nibble.graph.operator.BoundOperator;
import io.nibble.graph.operator.Extent;
import io.nibble.graph.operator.Shape;
import io.nibble.kernel.Kernels;
import io.nibble.memory.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A graph bound to its tensors: the operators in their order, and where each value lies. Immutable.
 */
final class Program {
  private final List<Step> steps;
  private final BufferPlan buffers;

  /** An operator, the values that it reads and the one that it writes. */
  record Step(BoundOperator operator, List<Integer> reads, int writes) {}

  private Program(List<Step> steps, BufferPlan buffers) {
    this.steps = steps;
    this.buffers = buffers;
  }

  /** Binds a graph; {@code tensors} gives each tensor by its name. */
  static Program of(Graph graph, Function<String, Slice> tensors) {
    List<Step> steps = new ArrayList<>();
    for (Node node : graph.nodes()) {
      int writes = graph.inputs().size() + steps.size();
      steps.add(new Step(node.operator().bind(tensors), node.reads(), writes));
    }
    return new Program(List.copyOf(steps), new BufferPlan(graph));
  }

  List<Step> steps() {
    return steps;
  }

  BufferPlan buffers() {
    return buffers;
  }

  /** Bytes of workspace for up to so many rows and tokens. */
  long workspaceBytes(Kernels kernels, int rows, int tokens) {
    long most = 0;
    for (Step step : steps) {
      Shape shape = buffers.shapeOf(step.writes());
      int lines = shape.extent() == Extent.ROWS ? rows : tokens;
      most = Math.max(most, step.operator().workspaceBytes(kernels, lines));
    }
    return most;
  }
}
