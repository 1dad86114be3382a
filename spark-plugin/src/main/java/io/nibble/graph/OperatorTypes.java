package io.nibble.graph;

import io.nibble.file.JsonFields;
import java.util.Map;
import java.util.function.Function;

/** The operators that model files may name. */
final class OperatorTypes {
  private static final Map<String, Function<JsonFields, Operator>> READERS =
      Map.of(
          LinearInt4.TYPE, LinearInt4::read,
          LinearFloat32.TYPE, LinearFloat32::read,
          Softmax.TYPE, Softmax::read);

  private OperatorTypes() {}

  static Operator read(JsonFields fields) {
    Operator operator = fields.choice("type", READERS).apply(fields);
    fields.end();
    return operator;
  }
}
