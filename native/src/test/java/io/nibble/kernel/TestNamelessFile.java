package io.nibble.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestNamelessFile {
  private static final byte[] BYTES = "the library".getBytes();

  @TempDir Path directory;

  @Test
  void holdsTheBytesAndHasNoName() throws IOException {
    try (NamelessFile file = NamelessFile.of(directory, BYTES)) {
      assertThat(file.path()).hasBinaryContent(BYTES);
      assertThat(directory).isEmptyDirectory();
      assertThat(Files.getAttribute(file.path(), "unix:nlink")).isEqualTo(0);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
          .isEqualTo("rw-------");
    }
  }

  /** As System.load finds its file, whatever others put where the file was. */
  @Test
  void resolvedItIsStillTheDescriptor() throws IOException {
    try (NamelessFile file = NamelessFile.of(directory, BYTES)) {
      Path was = Files.readSymbolicLink(file.path());
      assertThatThrownBy(() -> Files.writeString(was, "planted")).isInstanceOf(IOException.class);
      Path resolved = new File(file.path().toString()).getCanonicalFile().toPath();
      assertThat(resolved).startsWithRaw(Path.of("/proc")).hasBinaryContent(BYTES);
    }
  }

  @Test
  void everyFileIsItsOwn() throws IOException {
    try (NamelessFile first = NamelessFile.of(directory, BYTES);
        NamelessFile second = NamelessFile.of(directory, new byte[] {1})) {
      assertThat(first.path()).hasBinaryContent(BYTES);
      assertThat(second.path()).hasBinaryContent(new byte[] {1}).isNotEqualTo(first.path());
    }
  }

  @Test
  void aLinkToADirectoryServes() throws IOException {
    Path target = Files.createDirectory(directory.resolve("target"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), target);
    try (NamelessFile file = NamelessFile.of(link, BYTES)) {
      assertThat(file.path()).hasBinaryContent(BYTES);
    }
  }

  /** Somebody who may write to the directory gives the file another name before it is deleted. */
  @Test
  void anotherNameForItIsNeverAccepted() throws Exception {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    AtomicBoolean over = new AtomicBoolean();
    Thread thief = new Thread(() -> linkWhatAppears(over));
    thief.start();
    for (int i = 0; i < 300; i++) {
      try (NamelessFile file = NamelessFile.of(directory, BYTES)) {
        assertThat(Files.getAttribute(file.path(), "unix:nlink")).isEqualTo(0);
      } catch (IOException e) {
        assertThat(e).hasMessageStartingWith(directory.toRealPath().toString());
      }
    }
    over.set(true);
    thief.join();
  }

  private void linkWhatAppears(AtomicBoolean over) {
    for (int i = 0; !over.get(); i++) {
      for (String name : Set.of(directory.toFile().list())) {
        try {
          Files.createLink(directory.resolve("stolen" + i), directory.resolve(name));
        } catch (IOException e) {
          continue;
        }
      }
    }
  }

  @Test
  void whereNoPlaceIsUsableEachIsNamed() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    List<Path> places = List.of(file, file.resolve("below"));
    assertThatThrownBy(() -> LibraryFile.inFirstUsable(places, BYTES))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file + "; ")
        .hasMessageContaining(file.resolve("below").toString())
        .hasMessageEndingWith(
            "; set -Dio.nibble.native.cachedir to a directory that allows execution");
  }
}
