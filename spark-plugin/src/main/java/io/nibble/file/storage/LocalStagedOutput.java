package io.nibble.file.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Writes a hidden file beside the target and moves it there on commit. */
final class LocalStagedOutput extends StagedOutput {
  private final Path target;
  private final Path staged;
  private final FileChannel channel;
  private final OutputStream out;
  private boolean isComplete;

  private LocalStagedOutput(Path target, Path staged, FileChannel channel) {
    this.target = target;
    this.staged = staged;
    this.channel = channel;
    this.out = Channels.newOutputStream(channel);
  }

  static LocalStagedOutput create(Path target) throws IOException {
    if (Files.isDirectory(target)) {
      throw new IOException(target + " is a directory, expected the name of a file to write");
    }
    Path directory = target.toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new IOException(target + ": there is no directory " + directory);
    }
    Path staged = directory.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
    FileChannel channel =
        FileChannel.open(staged, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return new LocalStagedOutput(target, staged, channel);
  }

  @Override
  public void write(int b) throws IOException {
    out.write(b);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
  }

  @Override
  public void commit() throws IOException {
    channel.force(true);
    channel.close();
    isComplete = true;
    try {
      // Hadoop may have left its checksums of the file that goes.
      Files.deleteIfExists(target.resolveSibling("." + target.getFileName() + ".crc"));
      Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new IOException(notReplaced(staged, target, e), e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    if (!isComplete) {
      Files.deleteIfExists(staged);
    }
  }
}
