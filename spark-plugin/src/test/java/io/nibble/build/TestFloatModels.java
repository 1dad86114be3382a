package io.nibble.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.file.ModelException;
import io.nibble.file.TensorSpec;
import io.nibble.file.TensorType;
import io.nibble.file.TestSafetensors;
import io.nibble.file.storage.ByteSource;
import io.nibble.file.storage.BytesSource;
import io.nibble.graph.ModelHeader;
import io.nibble.graph.operator.Int4Settings;
import io.nibble.graph.operator.Operator;
import io.nibble.kernel.Kernels;
import io.nibble.kernel.operand.ActivationQuantization;
import io.nibble.memory.ElementType;
import io.nibble.run.OffHeapLeaks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a float model may look like, and what is said when it does not. */
@ExtendWith(OffHeapLeaks.class)
class TestFloatModels {
  private static final List<TensorSpec> TENSORS =
      List.of(
          TensorSpec.of("a.weight", TensorType.F32, 3, 2),
          TensorSpec.of("a.bias", TensorType.F32, 3),
          TensorSpec.of("b.weight", TensorType.F32, 1, 3),
          TensorSpec.of("flat", TensorType.F32, 6),
          TensorSpec.of("empty", TensorType.F32, 3, 0),
          TensorSpec.of("counts", TensorType.I32, 3, 2),
          TensorSpec.of("wide", TensorType.F32, 1, (1 << 20) + 1));

  private static final String LAYERS =
      "'layers':[{'weight':'a.weight','bias':'a.bias','activation':'relu'},{'weight':'b.weight'}]";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{}| the architecture has no field 'architecture'",
        "{'architecture':'cnn'}| field 'architecture' is 'cnn', expected one of mlp",
        "[]| the architecture is not a JSON object",
        "{'architecture':'mlp'}| has no field 'layers'",
        "{'architecture':'mlp','layers':[]}| has no layers",
        "{'architecture':'mlp','layers':[1]}| the architecture.layers[0] is 1, expected an object",
        "{'architecture':'mlp','layers':[{}]}| the architecture.layers[0] has no field 'weight'",
        "{'architecture':'mlp','layers':[{'weight':'c.weight'}]}| there is no tensor 'c.weight'",
        "{'architecture':'mlp','layers':[{'weight':'flat'}]}| 'flat' is F32 [6], expected 2 dim",
        "{'architecture':'mlp','layers':[{'weight':'empty'}]}| expected 2 dimensions, each at least",
        "{'architecture':'mlp','layers':[{'weight':'wide'}]}| expected at most [16777216, 1048576]",
        "{'architecture':'mlp','layers':[{'weight':'counts'}]}| expected one of the types BF16, F16",
        "{'architecture':'mlp','layers':[{'weight':'a.weight','bias':'b.weight'}]}| expected 1 dim",
        "{'architecture':'mlp','layers':[{'weight':'a.weight','bias':'flat'}]}| expected [3] values",
        "{'architecture':'mlp','layers':[{'weight':'a.weight','activation':'sin'}]}| is 'sin', exp",
        "{'architecture':'mlp','layers':[{'weight':'a.weight','x':1}]}| unknown field 'x'; known",
        "{'architecture':'mlp','layers':[{'weight':'a.weight','name':''}]}| has the name ''",
        "{'architecture':'mlp','layers':[{'weight':'b.weight'},{'weight':'b.weight'}]}| two operators",
        "{'architecture':'mlp','layers':[{'weight':'b.weight'},{'weight':'a.weight'}]}| takes 2 values",
        "{'architecture':'mlp',LAYERS,'input_width':3}| takes 2 values, but 3 come from before it",
        "{'architecture':'mlp',LAYERS,'output_names':['x','y']}| has 2 output_names for 1 outputs",
        "{'architecture':'mlp',LAYERS,'softmax':'yes'}| is 'yes', expected true or false",
        "{'architecture':'mlp',LAYERS,'sofmax':true}| unknown field 'sofmax'",
        "{'architecture':'mlp',LAYERS,LAYERS}| a field occurs twice"
      })
  void areRefused(String json, String message) {
    assertThatThrownBy(() -> quantize(json))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(message);
  }

  @Test
  void takeAnyOrderOfTensorsAndLeaveOthersAlone() throws IOException {
    ModelHeader header =
        quantize(
            "{'softmax':true,LAYERS,'output_names':['only'],'input_width':2,'architecture':'mlp'}");
    assertThat(header.operators().stream().map(Operator::name))
        .containsExactly("a", "b", "softmax");
    assertThat(header.outputNames()).containsExactly("only");
  }

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"BFLOAT16", "FLOAT16"})
  void mayBeHalf(ElementType type) throws IOException {
    float[] values = {1, -2.5f, 0x1p-20f, 300, 0, -0.125f};
    ByteBuffer half = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer single = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      half.putShort(Halves.encode(type, value));
      single.putFloat(Halves.rounded(type, value));
    }
    TensorType stored = type == ElementType.BFLOAT16 ? TensorType.BF16 : TensorType.F16;
    String json = "{'architecture':'mlp','layers':[{'weight':'w'}]}";
    ModelHeader ofHalf =
        quantize(json, file(List.of(TensorSpec.of("w", stored, 3, 2)), half.array()));
    ModelHeader ofSingle =
        quantize(json, file(List.of(TensorSpec.of("w", TensorType.F32, 3, 2)), single.array()));
    assertThat(ofHalf.contentHash()).isEqualTo(ofSingle.contentHash());
  }

  @Test
  void areReadInPieces() throws IOException {
    int count = (1 << 19) + 3;
    ByteBuffer data = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      data.putFloat(i);
    }
    FloatTensors tensors =
        new FloatTensors(file(List.of(TensorSpec.of("v", TensorType.F32, count)), data.array()));
    float[] values = tensors.read(tensors.find("v", 1), 2, count - 2);
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).isEqualTo(i + 2);
    }
  }

  private static ModelHeader quantize(String json) throws IOException {
    long bytes = TENSORS.stream().mapToLong(TensorSpec::bytes).sum();
    return quantize(json, file(TENSORS, new byte[(int) bytes]));
  }

  private static ModelHeader quantize(String json, ByteSource weights) throws IOException {
    String text = json.replace("LAYERS", LAYERS).replace('\'', '"');
    Int4Settings settings = new Int4Settings(32, false, ActivationQuantization.ASYMMETRIC);
    return Quantizer.of(settings, List.of(), Kernels.java(), QuantizeProgress.NONE)
        .quantize(
            new BytesSource("mlp.json", text.getBytes(StandardCharsets.UTF_8)),
            weights,
            new ByteArrayOutputStream());
  }

  private static ByteSource file(List<TensorSpec> specs, byte[] data) throws IOException {
    return new BytesSource("float.safetensors", TestSafetensors.write(Map.of(), specs, data));
  }
}
