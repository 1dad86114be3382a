package io.nibble.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.file.ModelException;
import io.nibble.file.TensorType;
import io.nibble.file.storage.BytesSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Headers that safetensors 0.8.0, the library of the format, reads and refuses; A stands for a
 * tensor of two floats in eight bytes.
 */
class TestWeightsHeader {
  private static final String A = "'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}";
  private static final Set<TensorType> FLOATS = Set.of(TensorType.F32, TensorType.F16);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{A}",
        "  {A}",
        "\n\t{A}",
        "{A} \n\t ",
        "{'__metadata__':null,A}",
        "{'__metadata__':{},A}",
        "{'__metadata__':{'format':'pt','a':'b'},A}",
        "{'__metadata__':{'a':'b','a':'c'},A}",
        "{A,A}",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},A}",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'x':{'y':[1,2.5,null]}}}",
        "{A,'b':{'dtype':'F16','shape':[0],'data_offsets':[8,8]}}",
        "{A,'b':{'dtype':'F16','shape':[3,0,2],'data_offsets':[0,0]}}",
        "{'b':{'dtype':'F32','shape':[],'data_offsets':[4,8]},"
            + "'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}"
      })
  void isRead(String json) throws IOException {
    assertThat(read(json, 8).tensor("a", FLOATS).begin()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"F8_E4M3FNUZ", "F8_E5M2FNUZ", "F8_E8M0", "BOOL", "I8", "F7_UNHEARD_OF", "f32"})
  void tensorsOfOtherTypesDoNoHarm(String type) throws IOException {
    WeightsHeader header =
        read("{A,'b':{'dtype':'" + type + "','shape':[8],'data_offsets':[8,16]}}", 16);
    assertThat(header.tensor("a", FLOATS).bytes()).isEqualTo(8);
    assertThatThrownBy(() -> header.tensor("b", FLOATS))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("tensor 'b' is ")
        .hasMessageContaining(type)
        .hasMessageContaining("expected one of the types F16, F32");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "[{A}]| 8| not a JSON object",
        "{A,}| 8| not valid JSON",
        "{A}{}| 8| not valid JSON",
        "{A}| 7| outside the data section",
        "{A}| 9| the data section has 9 bytes, but its tensors fill 8",
        "{'__metadata__':[],A}| 8| __metadata__ is an array",
        "{'__metadata__':{'a':1},A}| 8| 'a' is 1, expected a string",
        "{'__metadata__':{'a':null},A}| 8| 'a' is null, expected a string",
        "{A,'b':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}| 8| overlaps",
        "{A,'b':{'dtype':'F99','shape':[1],'data_offsets':[4,8]}}| 8| overlaps",
        "{'b':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}| 8| a hole that starts at 0",
        "{A,'b':{'dtype':'F16','shape':[0],'data_offsets':[2,2]}}| 8| overlaps",
        "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}}| 8| needs 12",
        "{'a':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}}| 8| is 2.0, expected an integer",
        "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}}| 8| is -2, expected an integer",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}}| 8| begin ≤ end",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8,8]}}| 8| expected [begin, end]",
        "{'a':{'dtype':'F4','shape':[15],'data_offsets':[0,8]}}| 8| do not fill whole bytes",
        "{'a':{'shape':[2],'data_offsets':[0,8]}}| 8| has no field 'dtype'",
        "{'a':null}| 0| is null, expected an object"
      })
  void isRefused(String json, int dataBytes, String message) {
    assertThatThrownBy(() -> read(json, dataBytes))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "w.safetensors| other| among its 1: 'other'",
        "d/model-00002-of-00005.safetensors| other| The file is shard 2 of 5 of a checkpoint",
        "w.safetensors| fc.qweight| quantized already (GPTQ or AWQ)",
        "w.safetensors| fc.weight.absmax| quantized already (bitsandbytes)",
        "w.safetensors| fc.weight_packed| quantized already (compressed-tensors)",
        "w.safetensors| m.lora_A.weight| These are LoRA adapters",
        "w.safetensors| model.fc.weight| Is it 'model.fc.weight'? Correct the architecture"
      })
  void saysWhyATensorIsMissing(String file, String name, String message) throws IOException {
    String json = "{'" + name + "':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}";
    WeightsHeader header = WeightsHeader.read(source(file, json, 8));
    assertThatThrownBy(() -> header.tensor("fc.weight", FLOATS))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("there is no tensor 'fc.weight' among its 1")
        .hasMessageContaining(message);
  }

  @Test
  void aHeaderMayHaveAsManyTensorsAsItHasRoomFor() throws IOException {
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < 150_000; i++) {
      json.append(i == 0 ? "" : ",")
          .append(
              "'t" + i + "':{'dtype':'U8','shape':[1],'data_offsets':[" + i + "," + (i + 1) + "]}");
    }
    WeightsHeader header = read(json + "}", 150_000);
    assertThat(header.tensor("t149999", Set.of(TensorType.U8)).begin()).isEqualTo(149_999);
  }

  private static WeightsHeader read(String json, int dataBytes) throws IOException {
    return WeightsHeader.read(source("text", json, dataBytes));
  }

  private static BytesSource source(String name, String json, int dataBytes) {
    byte[] header =
        json.replace("{A", "{" + A)
            .replace(",A", "," + A)
            .replace('\'', '"')
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer file =
        ByteBuffer.allocate(8 + header.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    return new BytesSource(name, file.putLong(header.length).put(header).array());
  }
}
