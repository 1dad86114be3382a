package io.nibble.build;

import io.nibble.file.SafetensorsWriter;
import io.nibble.file.Sha256;
import io.nibble.memory.Slice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/**
 * A data section in a temporary file: filled in any order, then read from its beginning. A model's
 * header, which comes first, holds the checksum of its data, which comes last; and the file that
 * both go to need not be able to seek.
 */
final class DataScratch implements AutoCloseable {
  private static final int CHUNK = 1 << 20;

  private final Path file;
  private final FileChannel channel;
  private final long length;
  private final byte[] chunk = new byte[CHUNK];

  DataScratch(long length) throws IOException {
    this.length = length;
    this.file = Files.createTempFile("nibble-", ".data");
    this.channel =
        FileChannel.open(
            file,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
  }

  /** Writes all of {@code bytes} at {@code position}. */
  void write(long position, Slice bytes) throws IOException {
    for (long done = 0; done < bytes.size(); ) {
      int step = (int) Math.min(CHUNK, bytes.size() - done);
      bytes.copyTo(done, chunk, 0, step);
      ByteBuffer buffer = ByteBuffer.wrap(chunk, 0, step);
      while (buffer.hasRemaining()) {
        channel.write(buffer, position + done + buffer.position());
      }
      done += step;
    }
  }

  /** Hex SHA-256 of the whole section. */
  String checksum() throws IOException {
    MessageDigest digest = Sha256.digest();
    stream(digest::update);
    return Sha256.hex(digest.digest());
  }

  /** Copies the whole section. */
  void copyTo(SafetensorsWriter writer) throws IOException {
    stream(writer::write);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private interface Sink {
    void accept(byte[] bytes, int offset, int length) throws IOException;
  }

  private void stream(Sink sink) throws IOException {
    for (long at = 0; at < length; ) {
      int wanted = (int) Math.min(CHUNK, length - at);
      int read = channel.read(ByteBuffer.wrap(chunk, 0, wanted), at);
      if (read < 0) {
        throw new IOException(file + " ends at byte " + at + ", expected " + length);
      }
      sink.accept(chunk, 0, read);
      at += read;
    }
  }
}
