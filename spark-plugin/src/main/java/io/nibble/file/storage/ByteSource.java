package io.nibble.file.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Random-access bytes with a name for messages. Not thread-safe. */
public interface ByteSource extends Closeable {
  /** Name for messages, such as a path. */
  String name();

  /** Number of bytes. */
  long length();

  /**
   * Reads exactly {@code length} bytes from {@code position} into {@code target}.
   *
   * @throws java.io.EOFException if the source ends before
   */
  void readFully(long position, byte[] target, int offset, int length) throws IOException;

  /** Opens a local file. */
  static ByteSource of(Path file) throws IOException {
    return FileByteSource.open(file);
  }

  /**
   * Refuses local pipes and devices.
   *
   * @param name name for the message
   */
  static void checkSeekable(Path file, String name) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
      throw new IOException(
          name
              + " is a pipe or a device, expected a file, as it is not read from beginning to end."
              + " Save what comes out of it to a file first.");
    }
  }
}
