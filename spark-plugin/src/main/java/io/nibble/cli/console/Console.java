package io.nibble.cli.console;

import io.nibble.file.storage.Storage;
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
}
