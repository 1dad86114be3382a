package io.nibble.build;

import io.nibble.file.JsonFields;
import io.nibble.graph.operator.Operator;
import io.nibble.graph.operator.Words;
import io.nibble.kernel.operand.Activation;
import java.util.Optional;

/**
 * One layer of a float model.
 *
 * @param weight name of its weight tensor, outputs × inputs
 * @param bias name of its bias tensor, one value per output
 */
record MlpLayer(String name, String weight, Optional<String> bias, Activation activation) {
  private static final String SUFFIX = ".weight";

  static MlpLayer read(JsonFields fields) {
    String weight = fields.text("weight");
    MlpLayer layer =
        new MlpLayer(
            fields.has("name") ? Operator.readName(fields) : nameOf(weight),
            weight,
            fields.optionalText("bias"),
            fields.optionalChoice("activation", Words.ACTIVATIONS).orElse(Activation.IDENTITY));
    fields.end();
    return layer;
  }

  private static String nameOf(String weight) {
    return weight.endsWith(SUFFIX)
        ? weight.substring(0, weight.length() - SUFFIX.length())
        : weight;
  }
}
