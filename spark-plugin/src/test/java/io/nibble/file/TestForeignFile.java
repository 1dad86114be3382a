package io.nibble.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.file.storage.BytesSource;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestForeignFile {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "version https://git-lfs.github.com/spec/v1| a Git LFS pointer, not the file itself",
        "GGUF| a GGUF file; write its float weights with safetensors.torch.save_file",
        "PK\\x03\\x04| a ZIP archive, as torch.save writes",
        "\\x80\\x02\\x8a\\x0a| a PyTorch or pickle file",
        "\\x80\\x05\\x95\\x00| a PyTorch or pickle file",
        "\\x89HDF\\x0d\\x0a\\x1a\\x0a| an HDF5 file",
        "\\x93NUMPY\\x01\\x00| a NumPy array",
        "\\x08\\x07\\x12\\x07pytorch| an ONNX model",
        "\\x1c\\x00\\x00\\x00TFL3| a TensorFlow Lite model",
        "\\x1f\\x8b\\x08| a gzip file; unpack it first",
        "BZh91| a bzip2 file",
        "\\xfd7zXZ| an xz file",
        "\\x28\\xb5\\x2f\\xfd| a Zstandard file",
        "PAR1| a Parquet file",
        "\\xff\\xfe{| text in UTF-16 or UTF-32, expected UTF-8",
        "{\\x00\\x22\\x00a\\x00\\x22\\x00| text in UTF-16",
        "<!DOCTYPE html>| an HTML or XML page",
        "\\x0d\\x0a <html>| an HTML or XML page",
        "{'metadata':{},'weight_map':{}}| the index of a sharded checkpoint, not its weights",
        "{'architecture':'mlp'}| JSON, not tensors; is this the architecture?"
      })
  void isNamed(String begin, String expected) {
    byte[] head = Arrays.copyOf(bytes(begin), 300);
    assertThat(ForeignFile.describeNoTensors(head)).get().asString().startsWith(expected);
    assertThatThrownBy(() -> SafetensorsHeader.read(new BytesSource("f", head)))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("f: this is " + expected)
        .hasMessageEndingWith("(the file has 300 bytes)");
  }

  @ParameterizedTest
  @CsvSource({"'[1, 2]', ''", "'1,2', ''", "'\ufeff1,2', ''", "a, ''"})
  void samplesAreNotForeign(String begin, String none) {
    assertThat(ForeignFile.describe(begin.getBytes(StandardCharsets.UTF_8))).isEmpty();
  }

  @Test
  void noByteOfAnotherFileIsInTheMessage() {
    byte[] secret = "hunter2!secret\n".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> SafetensorsHeader.read(new BytesSource("passwords", secret)))
        .hasMessage(
            "passwords: not a safetensors file, or cut off: no length of a header, expected 2 to 7"
                + " bytes (the file has 15 bytes)");
    byte[] json =
        "\40\0\0\0\0\0\0\0{\"secret\": hunter2, \"x\":\"hunter2\"".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> SafetensorsHeader.read(new BytesSource("f", json)))
        .isInstanceOf(ModelException.class)
        .message()
        .contains("not valid JSON")
        .doesNotContain("hunter2", "secret");
  }

  @Test
  void noNameOfAnotherModelIsInTheMessage() {
    String text = "{\"__metadata__\":{\"format\":\"pt\"},\"secret\":{\"dtype\":\"hunter2\"}}";
    assertThatThrownBy(() -> SafetensorsHeader.parse(text.getBytes(StandardCharsets.UTF_8), 0, "f"))
        .isInstanceOf(ModelException.class)
        .message()
        .contains("not a Nibble model")
        .doesNotContain("hunter2", "secret", "pt'");
  }

  /** Latin-1 text in which \\x1f stands for a byte, and ' for ". */
  private static byte[] bytes(String text) {
    StringBuilder latin = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      boolean escaped = text.startsWith("\\x", i);
      latin.append(
          escaped
              ? (char) HexFormat.fromHexDigits(text, i + 2, i + 4)
              : text.charAt(i) == '\'' ? '"' : text.charAt(i));
      i += escaped ? 3 : 0;
    }
    return latin.toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
