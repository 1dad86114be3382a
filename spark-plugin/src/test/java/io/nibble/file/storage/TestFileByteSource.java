package io.nibble.file.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestFileByteSource {
  @TempDir private Path directory;

  @Test
  void readsAnyRange() throws IOException {
    Path file = Files.write(directory.resolve("a"), new byte[] {1, 2, 3, 4, 5});
    try (ByteSource source = ByteSource.of(file)) {
      byte[] target = new byte[4];
      source.readFully(2, target, 1, 3);
      assertThat(source.length()).isEqualTo(5);
      assertThat(source.name()).isEqualTo(file.toString());
      assertThat(target).containsExactly(0, 3, 4, 5);
    }
  }

  @Test
  void refusesToReadPastTheEnd() throws IOException {
    Path file = Files.write(directory.resolve("a"), new byte[] {1, 2, 3});
    try (ByteSource source = ByteSource.of(file)) {
      assertThatThrownBy(() -> source.readFully(2, new byte[2], 0, 2))
          .isInstanceOf(EOFException.class)
          .hasMessageContaining("ends at byte 3, expected 4");
    }
  }

  @Test
  void saysWhatCannotBeOpened() {
    assertThatThrownBy(() -> ByteSource.of(directory.resolve("none")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none: no such file");
    assertThatThrownBy(() -> ByteSource.of(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is a directory");
  }
}
