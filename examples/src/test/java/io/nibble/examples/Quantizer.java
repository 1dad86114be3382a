package io.nibble.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Quantizes the digits model with the command line, in a JVM of its own. */
final class Quantizer {
  private static final Path DATA = Path.of("data").toAbsolutePath();

  private Quantizer() {}

  static String quantize(Path target, String... options) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.nibble.spark.Main",
                "quantize",
                "--architecture",
                DATA.resolve("digits-mlp.json").toString(),
                "--weights",
                DATA.resolve("digits-mlp.safetensors").toString(),
                "--output",
                target.toString()));
    command.addAll(List.of(options));
    Process process = new ProcessBuilder(command).inheritIO().start();
    int status = process.waitFor();
    if (status != 0) {
      throw new IOException("status " + status + " from " + command);
    }
    return target.toString();
  }
}
