package io.nibble.spark.app;

import java.io.IOException;

/** Signals to processes of this machine. */
final class Signal {
  private Signal() {}

  static void send(String name, long pid) throws IOException, InterruptedException {
    int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    if (code != 0) {
      throw new IOException("kill -" + name + " " + pid + ": exit code " + code);
    }
  }
}
