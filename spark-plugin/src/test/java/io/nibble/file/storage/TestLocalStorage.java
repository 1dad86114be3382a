package io.nibble.file.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestLocalStorage {
  @TempDir private Path directory;
  private final Storage storage = Storage.local();

  @Test
  void aFileAppearsOnCommit() throws IOException {
    Path file = directory.resolve("model");
    try (StagedOutput out = storage.create(file.toString())) {
      out.write(new byte[] {1, 2});
      out.write(3);
      assertThat(file).doesNotExist();
      out.commit();
    }
    assertThat(Files.readAllBytes(file)).containsExactly(1, 2, 3);
    assertThat(directory).isDirectoryContaining(path -> path.equals(file));
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void closingWithoutCommitLeavesWhatWasThere() throws IOException {
    Path file = Files.writeString(directory.resolve("model"), "before");
    try (StagedOutput out = storage.create(file.toString())) {
      out.write(new byte[] {1, 2});
    }
    assertThat(file).hasContent("before");
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void commitReplaces() throws IOException {
    Path file = Files.writeString(directory.resolve("model"), "before");
    try (StagedOutput out = storage.create(file.toString())) {
      out.write("after".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      out.commit();
    }
    assertThat(file).hasContent("after");
  }

  @Test
  void refusesRemoteAndImpossiblePaths() {
    assertThatThrownBy(() -> storage.open("hdfs://namenode/model"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("only local files");
    assertThatThrownBy(() -> storage.create(directory.resolve("no/such").toString()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("there is no directory");
    assertThatThrownBy(() -> storage.create(directory.toString()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is a directory");
    assertThatThrownBy(() -> storage.open("nul\0byte"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a file name");
  }

  @Test
  void aCommitThatFailsKeepsWhatWasWritten() throws IOException {
    Path file = directory.resolve("model");
    try (StagedOutput out = storage.create(file.toString())) {
      out.write('a');
      Files.createDirectories(file.resolve("in the way"));
      assertThatThrownBy(out::commit)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file + " could not be written: ")
          .hasMessageContaining("What was to be written is whole, in " + directory);
    }
    try (var files = Files.list(directory)) {
      assertThat(files.filter(Files::isRegularFile).toList())
          .singleElement()
          .satisfies(staged -> assertThat(staged).hasContent("a"));
    }
  }

  /** Hadoop would take the new file for a damaged one. */
  @Test
  void checksumsOfTheOldFileGoWithIt() throws IOException {
    Path file = Files.writeString(directory.resolve("model"), "before");
    Path checksums = Files.writeString(directory.resolve(".model.crc"), "of before");
    try (StagedOutput out = storage.create(file.toString())) {
      out.write('a');
      out.commit();
    }
    assertThat(checksums).doesNotExist();
  }
}
