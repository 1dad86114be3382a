package io.nibble.graph;

import java.util.List;

/**
 * What a model gives.
 *
 * @param value an input, or what a node writes; see {@link Node}
 * @param names one name per float of a line, or none
 */
public record OutputPort(int value, List<String> names) {
  public OutputPort {
    names = List.copyOf(names);
  }
}
