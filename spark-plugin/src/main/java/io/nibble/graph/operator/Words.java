package io.nibble.graph.operator;

import io.nibble.file.TensorType;
import io.nibble.kernel.operand.Activation;
import io.nibble.kernel.operand.ActivationQuantization;
import io.nibble.kernel.operand.BagMode;
import io.nibble.kernel.operand.Pooling;
import io.nibble.kernel.operand.TableType;
import io.nibble.memory.ElementType;
import java.util.Map;

/** The words that model files use for choices. */
public final class Words {
  public static final Map<String, Activation> ACTIVATIONS =
      Map.of(
          "identity", Activation.IDENTITY,
          "relu", Activation.RELU,
          "gelu", Activation.GELU_ERF,
          "gelu_tanh", Activation.GELU_TANH,
          "silu", Activation.SILU,
          "tanh", Activation.TANH,
          "sigmoid", Activation.SIGMOID);

  public static final Map<String, ActivationQuantization> ACTIVATION_QUANTIZATIONS =
      Map.of(
          "symmetric", ActivationQuantization.SYMMETRIC,
          "asymmetric", ActivationQuantization.ASYMMETRIC);

  static final Map<String, ElementType> SCALE_TYPES =
      Map.of("f32", ElementType.FLOAT32, "bf16", ElementType.BFLOAT16);

  static final Map<String, Boolean> SYMMETRIES = Map.of("symmetric", true, "asymmetric", false);

  static final Map<String, Pooling> POOLINGS =
      Map.of(
          "first", Pooling.FIRST,
          "mean", Pooling.MEAN,
          "max", Pooling.MAX,
          "last", Pooling.LAST);

  static final Map<String, BagMode> BAG_MODES = Map.of("sum", BagMode.SUM, "mean", BagMode.MEAN);

  static final Map<String, TableType> TABLE_TYPES =
      Map.of("f32", TableType.FLOAT32, "bf16", TableType.BFLOAT16, "i8", TableType.INT8);

  private Words() {}

  static TensorType tensorType(TableType type) {
    return switch (type) {
      case FLOAT32 -> TensorType.F32;
      case BFLOAT16 -> TensorType.BF16;
      case INT8 -> TensorType.I8;
    };
  }

  /** The word for a value of one of these maps. */
  public static <T> String of(Map<String, T> words, T value) {
    return words.entrySet().stream()
        .filter(entry -> entry.getValue().equals(value))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no word for " + value));
  }
}
