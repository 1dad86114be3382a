package io.nibble.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Named pipes. */
final class Pipes {
  private Pipes() {}

  static Path create(Path pipe) throws IOException, InterruptedException {
    int code = new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
    if (code != 0) {
      throw new IOException("mkfifo " + pipe + ": exit code " + code);
    }
    return pipe;
  }

  /** A thread that writes into a pipe. */
  static Thread write(Path pipe, String text) {
    Thread thread =
        new Thread(
            () -> {
              try {
                Files.writeString(pipe, text);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    thread.start();
    return thread;
  }
}
