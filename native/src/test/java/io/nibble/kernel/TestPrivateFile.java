package io.nibble.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestPrivateFile {
  private static final byte[] BYTES = "the library".getBytes();

  @TempDir Path directory;

  @Test
  void holdsTheBytesWhereNobodyElseMayLook() throws IOException {
    PrivateFile file = PrivateFile.of(directory, BYTES);
    assertThat(file.path()).hasBinaryContent(BYTES);
    Path own = file.path().getParent();
    assertThat(own).hasParentRaw(directory.toRealPath());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
        .isEqualTo("rwx------");
  }

  @Test
  void everyFileIsItsOwnAndLeavesNothing() throws IOException {
    PrivateFile first = PrivateFile.of(directory, BYTES);
    PrivateFile second = PrivateFile.of(directory, BYTES);
    assertThat(first.path()).isNotEqualTo(second.path());
    first.loaded();
    second.loaded();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aLibraryIsLoadedFromIt() throws Exception {
    new ForkedJvm(ForkedJvm.origin(Kernels.class))
        .main(LoadFromPrivateFile.class)
        .option("-Ddirectory=" + directory)
        .run();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aDirectoryThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> PrivateFile.of(directory.resolve("missing"), BYTES))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("missing");
  }
}
