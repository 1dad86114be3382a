package io.nibble.graph.operator;

import io.nibble.file.JsonFields;
import java.util.Map;
import java.util.function.Function;

/** The operators that model files may name. */
public final class OperatorTypes {
  private static final Map<String, Function<JsonFields, Operator>> READERS =
      Map.of(
          LinearInt4.TYPE, LinearInt4::read,
          LinearFloat32.TYPE, LinearFloat32::read,
          Softmax.TYPE, Softmax::read);

  private OperatorTypes() {}

  /** Reads an operator; what it reads is its model's affair. */
  public static Operator read(JsonFields fields) {
    return fields.choice("type", READERS).apply(fields);
  }
}
