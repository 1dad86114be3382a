package io.nibble.cli;

import io.nibble.file.storage.Storage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What one run of the command line gave. */
public record CliRun(int code, String out, String err) {
  public static CliRun of(String... args) {
    return withInput("", args);
  }

  public static CliRun withInput(String input, String... args) {
    return on(Storage.local(), input, args);
  }

  /** With files of another storage. */
  public static CliRun on(Storage storage, String input, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    InputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
    CliRun run = on(storage, in, out, args);
    return new CliRun(run.code, out.toString(StandardCharsets.UTF_8), run.err);
  }

  /** With a standard output that takes nothing. */
  static CliRun withFullDisk(InputStream in, String... args) throws IOException {
    try (OutputStream out = Files.newOutputStream(Path.of("/dev/full"))) {
      return on(Storage.local(), in, out, args);
    }
  }

  private static CliRun on(Storage storage, InputStream in, OutputStream out, String... args) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Cli.run(
            args,
            storage,
            in,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            console -> List.of());
    return new CliRun(code, "", err.toString(StandardCharsets.UTF_8));
  }
}
