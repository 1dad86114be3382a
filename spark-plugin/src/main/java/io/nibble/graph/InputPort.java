package io.nibble.graph;

import io.nibble.graph.operator.Extent;
import io.nibble.graph.operator.Shape;
import java.util.List;

/**
 * A value that goes into a model.
 *
 * @param columns one name per float of a row, or none
 */
public record InputPort(String name, Shape shape, List<String> columns) {
  public InputPort {
    columns = List.copyOf(columns);
  }

  /** Floats of a row of the table. */
  public static InputPort features(String name, int width, List<String> columns) {
    return new InputPort(name, Shape.floats(Extent.ROWS, width), columns);
  }

  /** Ids of the tokens of a row. */
  public static InputPort ids(String name) {
    return new InputPort(name, Shape.ids(), List.of());
  }
}
