package io.nibble.graph.operator;

import io.nibble.kernel.operand.Activation;
import io.nibble.kernel.operand.ActivationQuantization;
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

  private Words() {}

  /** The word for a value of one of these maps. */
  public static <T> String of(Map<String, T> words, T value) {
    return words.entrySet().stream()
        .filter(entry -> entry.getValue().equals(value))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no word for " + value));
  }
}
