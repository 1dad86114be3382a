package io.nibble.model;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Files of this machine. */
final class LocalStorage implements Storage {
  static final LocalStorage INSTANCE = new LocalStorage();

  private LocalStorage() {}

  @Override
  public ByteSource open(String path) throws IOException {
    return FileByteSource.open(pathOf(path));
  }

  @Override
  public StagedOutput create(String path) throws IOException {
    return LocalStagedOutput.create(pathOf(path));
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
      throw new IOException("not a file name: " + e.getMessage(), e);
    }
  }
}
