package io.nibble.build;

import io.nibble.file.ForeignFile;
import io.nibble.file.Json;
import io.nibble.file.JsonFields;
import io.nibble.file.ModelException;
import io.nibble.file.storage.ByteSource;
import io.nibble.graph.ChainJson;
import io.nibble.graph.Graph;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The JSON beside the weights of a float multi-layer perceptron.
 *
 * @param inputWidth features of one row, if the file says so
 * @param inputNames one name per feature, or none
 * @param outputNames one name per output, or none
 * @param softmax whether softmax follows the last layer
 */
record MlpArchitecture(
    Optional<Integer> inputWidth,
    List<String> inputNames,
    List<String> outputNames,
    List<MlpLayer> layers,
    boolean softmax) {
  private static final int LARGEST_FILE = 16 << 20;
  private static final String WHAT = "the architecture";

  static MlpArchitecture read(ByteSource file) throws IOException {
    if (file.length() > LARGEST_FILE) {
      throw new ModelException(
          file.name(), WHAT + " has " + file.length() + " bytes, expected at most " + LARGEST_FILE);
    }
    byte[] bytes = new byte[(int) file.length()];
    file.readFully(0, bytes, 0, bytes.length);
    ForeignFile.describe(bytes)
        .ifPresent(
            found -> {
              throw new ModelException(file.name(), "this is " + found + ", expected JSON");
            });
    String text = Json.decodeMarked(file.name(), WHAT, bytes);
    return read(new JsonFields(file.name(), WHAT, Json.parseObject(file.name(), WHAT, text)));
  }

  private static MlpArchitecture read(JsonFields fields) {
    fields.choice("architecture", Map.of(Graph.MLP, Graph.MLP));
    MlpArchitecture architecture =
        new MlpArchitecture(
            fields.has("input_width")
                ? Optional.of(ChainJson.readInputWidth(fields))
                : Optional.empty(),
            fields.optionalTexts("input_names").orElse(List.of()),
            fields.optionalTexts("output_names").orElse(List.of()),
            fields.objects("layers").stream().map(MlpLayer::read).toList(),
            fields.has("softmax") && fields.flag("softmax"));
    fields.end();
    if (architecture.layers().isEmpty()) {
      throw fields.error("has no layers");
    }
    return architecture;
  }
}
