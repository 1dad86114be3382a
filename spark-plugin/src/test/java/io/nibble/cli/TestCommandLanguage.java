package io.nibble.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.file.storage.Storage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the machine's language: UTF-8, and the digits 0 to 9. */
class TestCommandLanguage {
  private static final Locale USUAL = Locale.getDefault();

  @TempDir private Path directory;
  private String weights;
  private String model;

  @BeforeEach
  void nameOutputsInTwoLanguages() throws IOException {
    weights = FloatModelFiles.write(directory).toString();
    model = directory.resolve("sums.nibble").toString();
    Path json = directory.resolve("sums.json");
    Files.writeString(json, Files.readString(json).replace("difference", "größer 差"));
  }

  @AfterEach
  void speakAsUsual() {
    Locale.setDefault(USUAL);
  }

  @Test
  void decidesNothing() {
    Locale.setDefault(Locale.ROOT);
    List<String> expected = all(StandardCharsets.UTF_8);
    assertThat(String.join("", expected)).contains("größer 差", "2 of 2 operators", "\"scores\":[");
    for (String language : List.of("ar-EG-u-nu-arab", "hi-IN-u-nu-deva", "tr-TR", "de-DE")) {
      Locale.setDefault(Locale.forLanguageTag(language));
      List<String> found = all(StandardCharsets.US_ASCII);
      for (int i = 0; i < expected.size(); i++) {
        assertThat(found.get(i)).as(language).isEqualTo(expected.get(i));
      }
    }
  }

  private List<String> all(Charset charset) {
    return List.of(
        run(charset, "", "quantize", "--weights", weights, "--output", model, "--scale-dtype=f16"),
        run(charset, "", "quantize", "--weights", weights, "--output", model),
        run(charset, "", "inspect", model),
        run(charset, "", "inspect", "--json", model),
        run(charset, "[1, 2]", "predict", model),
        run(charset, "[1, 2, 3]", "predict", model),
        run(charset, "1,2", "predict", model, "--format=CSV"),
        run(charset, "", "inspect", directory.resolve("größer").toString()));
  }

  private static String run(Charset charset, String input, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, charset);
    int code =
        Cli.run(
            args,
            Storage.local(),
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            print,
            print,
            console -> List.of());
    return code + ": " + out.toString(StandardCharsets.UTF_8);
  }
}
