package io.nibble.cli;

import io.nibble.model.ByteSource;
import java.io.IOException;
import java.io.InputStream;

/** A source read from its beginning; closes it. */
final class SourceInputStream extends InputStream {
  private final ByteSource source;
  private final byte[] single = new byte[1];
  private long position;

  SourceInputStream(ByteSource source) {
    this.source = source;
  }

  @Override
  public int read() throws IOException {
    return read(single, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(single[0]);
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = (int) Math.min(length, source.length() - position);
    if (count <= 0) {
      return length == 0 ? 0 : -1;
    }
    source.readFully(position, target, offset, count);
    position += count;
    return count;
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
