package io.nibble.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Bytes in a directory of their own that nobody else may enter: where a process cannot reach a
 * {@link NamelessFile}, as on macOS.
 */
final class PrivateFile implements LoadableFile {
  private final Path path;

  private PrivateFile(Path path) {
    this.path = path;
  }

  static PrivateFile of(Path directory, byte[] bytes) throws IOException {
    Path own =
        Files.createTempDirectory(
            directory.toRealPath(),
            "nibble-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    PrivateFile file = new PrivateFile(own.resolve("library"));
    try {
      Files.write(file.path, bytes);
      return file;
    } catch (IOException | RuntimeException | Error e) {
      file.loaded();
      throw e;
    }
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public void loaded() throws IOException {
    Files.deleteIfExists(path);
    Files.delete(path.getParent());
  }
}
