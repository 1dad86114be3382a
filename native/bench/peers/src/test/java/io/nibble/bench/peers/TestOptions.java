package io.nibble.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestOptions {
  @Test
  void readsEveryOption() {
    Options options =
        Options.parse(List.of("--quick", "--shapes", "a.txt", "--groups", "64", "--rows", "1,300"));

    assertThat(options)
        .isEqualTo(new Options(Path.of("a.txt"), List.of(64), List.of(1, 300), true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--shapes",
        "--shapes a --groups 0",
        "--shapes a --groups 33",
        "--shapes a --rows 1,",
        "--shapes a --fast"
      })
  void refusesWhatItDoesNotKnow(String line) {
    assertThatThrownBy(() -> Options.parse(line.isEmpty() ? List.of() : List.of(line.split(" "))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shapesMayCarryComments(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("shapes.txt");
    Files.writeString(file, "# name n k\n\nup  1536 384 # MiniLM\ndown 384 1536\n");

    assertThat(Shape.load(file))
        .containsExactly(new Shape("up", 1536, 384), new Shape("down", 384, 1536));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "up 1536", "up 1536 0", "up x 3", "up 1 2 3"})
  void damagedShapesAreRefused(String text, @TempDir Path folder) throws IOException {
    Path file = folder.resolve("shapes.txt");
    Files.writeString(file, text);

    assertThatThrownBy(() -> Shape.load(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("name n k");
  }
}
