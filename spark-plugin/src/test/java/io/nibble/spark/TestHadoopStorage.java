package io.nibble.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.model.ByteSource;
import io.nibble.model.StagedOutput;
import io.nibble.model.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestHadoopStorage {
  @TempDir private Path directory;
  private final Storage storage = new HadoopStorage(new Configuration());

  @Test
  void writesAndReadsByUri() throws IOException {
    String uri = directory.resolve("model").toUri().toString();
    for (String content : new String[] {"first", "second"}) {
      try (StagedOutput out = storage.create(uri)) {
        out.write(content.getBytes(StandardCharsets.UTF_8));
        out.commit();
      }
      try (ByteSource source = storage.open(uri)) {
        byte[] bytes = new byte[3];
        source.readFully(1, bytes, 0, 3);
        assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(content.substring(1, 4));
        assertThat(source.length()).isEqualTo(content.length());
      }
    }
  }

  @Test
  void closingWithoutCommitLeavesWhatWasThere() throws IOException {
    Path file = Files.writeString(directory.resolve("model"), "before");
    try (StagedOutput out = storage.create(file.toString())) {
      out.write(1);
    }
    assertThat(file).hasContent("before");
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void saysWhatCannotBeOpened() {
    assertThatThrownBy(() -> storage.open(directory.resolve("none").toString()))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("none");
    assertThatThrownBy(() -> storage.create(directory.toString()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is a directory");
    assertThatThrownBy(() -> storage.open(""))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a path");
  }
}
