package io.nibble.cli.console;

import io.nibble.file.storage.Storage;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The outside world of a command. */
public record Console(Storage storage, InputStream in, PrintStream out, PrintStream err) {
  /** A console that prints UTF-8, whatever this machine's language, to streams that print bytes. */
  public static Console utf8(Storage storage, InputStream in, OutputStream out, OutputStream err) {
    return new Console(
        storage,
        in,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  /** Standard output for results without end, which end once nobody takes them. */
  public OutputStream results() {
    return new FilterOutputStream(out) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        checkOut();
      }
    };
  }

  /**
   * Flushes standard output, which says nothing of its errors unless asked.
   *
   * @throws IOException if any of what was printed is lost
   */
  public void checkOut() throws IOException {
    if (out.checkError()) {
      throw new IOException("standard output cannot be written: it is closed, or its disk full");
    }
  }
}
