package io.nibble.graph;

import io.nibble.graph.operator.Operator;
import java.util.List;

/**
 * An operator in its place.
 *
 * @param reads the values it reads: the inputs of the model are the first, then what each node
 *     writes, in their order
 */
public record Node(Operator operator, List<Integer> reads) {
  public Node {
    reads = List.copyOf(reads);
  }
}
