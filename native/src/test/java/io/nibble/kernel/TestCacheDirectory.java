package io.nibble.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCacheDirectory {
  @TempDir Path parent;

  @Test
  void isPrivateAndFoundAgain() throws IOException {
    Path directory = CacheDirectory.ownDirectory(parent);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
    assertThat(CacheDirectory.ownDirectory(parent)).isEqualTo(directory);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void oneThatOthersCanWriteToIsRefused() throws IOException {
    Path directory = CacheDirectory.ownDirectory(parent);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> CacheDirectory.ownDirectory(parent))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(directory + " is not a private directory of this user")
        .hasMessageContaining("found rwxrwxrwx")
        .hasMessageContaining("set -Dio.nibble.native.cachedir");
  }

  @Test
  void aLinkToAnotherDirectoryIsRefused() throws IOException {
    Path directory = CacheDirectory.ownDirectory(parent);
    Path elsewhere = Files.move(directory, parent.resolve("elsewhere"));
    Files.createSymbolicLink(directory, elsewhere);
    assertThatThrownBy(() -> CacheDirectory.ownDirectory(parent))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not a private directory of this user");
  }
}
