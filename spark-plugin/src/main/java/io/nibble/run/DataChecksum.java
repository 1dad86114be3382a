package io.nibble.run;

import io.nibble.file.ModelException;
import io.nibble.file.Sha256;
import io.nibble.file.storage.ByteSource;
import io.nibble.graph.ModelHeader;
import io.nibble.memory.Slice;
import java.io.IOException;
import java.security.MessageDigest;

/** Streams a model's data section past a consumer and its SHA-256. */
final class DataChecksum {
  private static final int CHUNK = 1 << 20;

  /**
   * Takes a piece of the data section: {@code length} bytes of {@code bytes} at {@code position}.
   */
  interface Sink {
    void accept(long position, byte[] bytes, int length) throws IOException;
  }

  private DataChecksum() {}

  /**
   * Hands the data section to {@code sink}, piece by piece.
   *
   * @throws ModelException after the last piece if the checksum is not the header's
   */
  static void stream(ByteSource source, ModelHeader header, Sink sink) throws IOException {
    MessageDigest digest = Sha256.digest();
    byte[] chunk = new byte[(int) Math.min(CHUNK, header.dataBytes())];
    for (long at = 0; at < header.dataBytes(); at += chunk.length) {
      int length = (int) Math.min(chunk.length, header.dataBytes() - at);
      source.readFully(header.dataOffset() + at, chunk, 0, length);
      digest.update(chunk, 0, length);
      sink.accept(at, chunk, length);
    }
    check(digest, header);
  }

  /**
   * Checks a data section in native memory.
   *
   * @throws ModelException if its checksum is not the header's
   */
  static void check(Slice data, ModelHeader header) {
    MessageDigest digest = Sha256.digest();
    byte[] chunk = new byte[(int) Math.min(CHUNK, data.size())];
    for (long at = 0; at < data.size(); at += chunk.length) {
      int length = (int) Math.min(chunk.length, data.size() - at);
      data.copyTo(at, chunk, 0, length);
      digest.update(chunk, 0, length);
    }
    check(digest, header);
  }

  private static void check(MessageDigest digest, ModelHeader header) {
    String found = Sha256.hex(digest.digest());
    if (!found.equals(header.dataChecksum())) {
      throw new ModelException(
          header.source(),
          "the tensors have the SHA-256 "
              + found
              + ", expected "
              + header.dataChecksum()
              + "; the file is damaged, or changed while it was read");
    }
  }
}
