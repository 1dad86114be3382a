package io.nibble.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.file.storage.BytesSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

public class TestSafetensors {
  private static final String NO_TENSORS = "{\"__metadata__\":{\"format\":\"nibble\"}}";

  private static final List<TensorSpec> TENSORS =
      List.of(
          TensorSpec.of("matrix", TensorType.F32, 2, 3),
          TensorSpec.of("scalar", TensorType.BF16),
          TensorSpec.of("none", TensorType.F16, 4, 0, 5),
          TensorSpec.of("nibbles", TensorType.F4, 2, 3),
          TensorSpec.of("ключ \"\\", TensorType.I64, 1));

  @Test
  void writesWhatItReads() throws IOException {
    byte[] data = new byte[24 + 2 + 3 + 8];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) i;
    }
    byte[] file = write(Map.of("format", "nibble", "a", "\n"), TENSORS, data);
    SafetensorsHeader header = SafetensorsHeader.read(new BytesSource("file", file));

    assertThat(header.metadata()).containsOnly(Map.entry("format", "nibble"), Map.entry("a", "\n"));
    assertThat(header.tensors().values().stream().map(TensorInfo::spec))
        .containsExactlyElementsOf(TENSORS);
    assertThat(header.tensor("nibbles").begin()).isEqualTo(26);
    assertThat(header.tensor("nibbles").bytes()).isEqualTo(3);
    assertThat(header.dataBytes()).isEqualTo(data.length);
    assertThat(header.dataOffset()).isEqualTo(file.length - data.length);
    assertThat(header.dataOffset() % 64).isZero();
  }

  @Test
  void acceptsAnyOrderOfTensors() {
    SafetensorsHeader header =
        parse(
            """
            {"__metadata__":{"format":"nibble"},
             "b":{"dtype":"U8","shape":[2],"data_offsets":[3,5]},
             "empty":{"dtype":"U8","shape":[0],"data_offsets":[3,3]},
             "a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}}   \s
            """,
            5);
    assertThat(header.tensors().keySet()).containsExactly("b", "empty", "a");
  }

  @Test
  void acceptsAFileWithoutTensors() {
    assertThat(parse(NO_TENSORS, 0).tensors()).isEmpty();
  }

  @Test
  void namesTheMissingTensor() {
    assertThatThrownBy(() -> parse(NO_TENSORS, 0).tensor("weight"))
        .isInstanceOf(ModelException.class)
        .hasMessage("text: there is no tensor 'weight' among its 0");
  }

  @Test
  void writerCountsItsBytes() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SafetensorsWriter writer =
        SafetensorsWriter.begin(out, Map.of(), List.of(TensorSpec.of("a", TensorType.U8, 4)));
    writer.write(new byte[3], 0, 3);
    assertThatThrownBy(() -> writer.write(new byte[2], 0, 2))
        .hasMessageContaining("more than the 1");
    assertThatThrownBy(writer::finish).hasMessageContaining("1 bytes");
  }

  public static byte[] write(Map<String, String> metadata, List<TensorSpec> tensors, byte[] data)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SafetensorsWriter writer = SafetensorsWriter.begin(out, metadata, tensors);
    writer.write(data, 0, data.length);
    writer.finish();
    return out.toByteArray();
  }

  private static SafetensorsHeader parse(String json, long dataBytes) {
    return SafetensorsHeader.parse(json.getBytes(StandardCharsets.UTF_8), dataBytes, "text");
  }
}
