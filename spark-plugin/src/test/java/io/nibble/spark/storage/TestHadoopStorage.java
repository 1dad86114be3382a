package io.nibble.spark.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.file.storage.ByteSource;
import io.nibble.file.storage.StagedOutput;
import io.nibble.file.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

  @Test
  void aRenameThatFailsLosesNothing() throws IOException {
    Path file = directory.resolve("model");
    for (Configuration conf :
        List.of(
            StoppingFileSystem.in(new Configuration()),
            StoppingFileSystem.withFileContext(new Configuration()))) {
      Files.writeString(file, "before");
      try (StagedOutput out = new HadoopStorage(conf).create("stop://" + file)) {
        out.write('a');
        StoppingFileSystem.stopAfter(1); // Closing the file is a change, too.
        assertThatThrownBy(out::commit)
            .isInstanceOf(IOException.class)
            .hasMessageContaining(file + " could not be written: ")
            .hasMessageContaining("What was to be written is whole, in stop:" + directory);
      } finally {
        StoppingFileSystem.goOn();
      }
      assertThat(file).hasContent("before");
      assertThat(staged()).singleElement().satisfies(staged -> assertThat(staged).hasContent("a"));
      Files.delete(staged().get(0));
    }
  }

  private List<Path> staged() throws IOException {
    try (var files = Files.list(directory)) {
      return files.filter(file -> file.getFileName().toString().startsWith(".model.")).toList();
    }
  }
}
