package io.nibble.graph.operator;

import io.nibble.file.JsonFields;
import java.util.Map;
import java.util.function.Function;

/** The operators that model files may name. */
public final class OperatorTypes {
  private static final Map<String, Function<JsonFields, Operator>> READERS =
      Map.ofEntries(
          Map.entry(Elementwise.Kind.ADD.type, Elementwise.reader(Elementwise.Kind.ADD)),
          Map.entry(Elementwise.Kind.MULTIPLY.type, Elementwise.reader(Elementwise.Kind.MULTIPLY)),
          Map.entry(Concat.TYPE, Concat::read),
          Map.entry(Embedding.TYPE, Embedding::read),
          Map.entry(EmbeddingBag.TYPE, EmbeddingBag::read),
          Map.entry(L2Normalize.TYPE, L2Normalize::read),
          Map.entry(Norm.Kind.LAYER_NORM.type, Norm.reader(Norm.Kind.LAYER_NORM)),
          Map.entry(LinearFloat32.TYPE, LinearFloat32::read),
          Map.entry(LinearInt4.TYPE, LinearInt4::read),
          Map.entry(LinearInt8.TYPE, LinearInt8::read),
          Map.entry(Pool.TYPE, Pool::read),
          Map.entry(Norm.Kind.RMS_NORM.type, Norm.reader(Norm.Kind.RMS_NORM)),
          Map.entry(SelfAttention.TYPE, SelfAttention::read),
          Map.entry(Softmax.TYPE, Softmax::read));

  private OperatorTypes() {}

  /** Reads an operator; what it reads is its model's affair. */
  public static Operator read(JsonFields fields) {
    return fields.choice("type", READERS).apply(fields);
  }
}
