package io.nibble.file.storage;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Files of this machine. */
final class LocalStorage implements Storage {
  static final LocalStorage INSTANCE = new LocalStorage();

  /** Linux has the files that a process has open here, as links: what standard output leads to. */
  private static final Path OPEN_FILES = Path.of("/proc");

  private LocalStorage() {}

  @Override
  public ByteSource open(String path) throws IOException {
    return FileByteSource.open(pathOf(path));
  }

  @Override
  public InputStream stream(String path) throws IOException {
    Path file = pathOf(path);
    if (Files.isDirectory(file)) {
      throw new IOException(path + " is a directory, expected a file");
    }
    if (!Files.exists(file)) {
      throw new IOException(path + ": no such file");
    }
    return new FileInputStream(file.toFile());
  }

  @Override
  public StagedOutput create(String path) throws IOException {
    Path file = pathOf(path);
    for (int links = 0; Files.isSymbolicLink(file); links++) {
      if (links == LocalPlace.MOST_LINKS) {
        throw new FileSystemLoopException(path);
      }
      if (file.toAbsolutePath().getParent().toRealPath().startsWith(OPEN_FILES)) {
        return DirectOutput.open(file);
      }
      file = file.resolveSibling(Files.readSymbolicLink(file));
    }
    boolean isOrdinary =
        !Files.exists(file) || Files.isRegularFile(file) || Files.isDirectory(file);
    return isOrdinary ? LocalStagedOutput.create(file) : DirectOutput.open(file);
  }

  @Override
  public boolean overlap(String one, String other) throws IOException {
    return LocalPlace.of(pathOf(one)).overlaps(LocalPlace.of(pathOf(other)));
  }

  private static Path pathOf(String path) throws IOException {
    if (path.contains("://")) {
      throw new IOException(
          path
              + ": only local files can be read here; run this command through spark-submit to use"
              + " Hadoop paths");
    }
    try {
      return Path.of(path);
    } catch (InvalidPathException e) {
      throw new IOException(
          "not a file name: "
              + e.getMessage()
              + (path.indexOf('\ufffd') < 0
                  ? ""
                  : "; Java takes file names to be in "
                      + System.getProperty("sun.jnu.encoding")
                      + ", set LC_ALL=C.UTF-8 in its environment"),
          e);
    }
  }
}
