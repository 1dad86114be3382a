package io.nibble.kernel;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the native library lies while it is loaded: in the first place that allows it, the one that
 * is configured or else the temporary directory, the user's home, the working directory, shared
 * memory.
 */
final class LibraryFile {
  static final String PROPERTY = "io.nibble.native.cachedir";

  private LibraryFile() {}

  static LoadableFile of(byte[] library) throws IOException {
    String configured = System.getProperty(PROPERTY);
    return inFirstUsable(configured == null ? places() : List.of(Path.of(configured)), library);
  }

  private static List<Path> places() {
    return List.of(
        Path.of(System.getProperty("java.io.tmpdir")),
        Path.of(System.getProperty("user.home"), ".cache"),
        Path.of(System.getProperty("user.dir")),
        Path.of("/dev/shm"));
  }

  /**
   * @throws IOException naming what is wrong with each place, if none does
   */
  static LoadableFile inFirstUsable(List<Path> places, byte[] library) throws IOException {
    List<String> reasons = new ArrayList<>();
    for (Path place : places) {
      try {
        return in(place, library);
      } catch (IOException e) {
        reasons.add(e instanceof FileSystemException ? e.toString() : e.getMessage());
      }
    }
    throw new IOException(
        String.join("; ", reasons)
            + "; set -D"
            + PROPERTY
            + " to a directory that allows execution");
  }

  private static LoadableFile in(Path place, byte[] library) throws IOException {
    Path directory = Files.createDirectories(place.toAbsolutePath());
    if (Mounts.isNoExec(directory)) {
      throw new IOException(directory + " is on a file system mounted noexec");
    }
    return NamelessFile.isPossible()
        ? NamelessFile.of(directory, library)
        : PrivateFile.of(directory, library);
  }
}
