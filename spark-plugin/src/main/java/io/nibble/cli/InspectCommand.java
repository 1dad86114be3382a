package io.nibble.cli;

import io.nibble.cli.console.Console;
import io.nibble.file.storage.ByteSource;
import io.nibble.graph.ModelHeader;
import io.nibble.run.ModelFile;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nibble inspect}. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Shows a model: layers, shapes, bytes, settings, and what quantization lost (SQNR).")
final class InspectCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(index = "0", paramLabel = "MODEL", description = "The model file.")
  private String model;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(
      names = "--verify",
      description = "Read all tensors too, and check them against the model's checksum.")
  private boolean verify;

  InspectCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    try (ByteSource file = console.storage().open(model)) {
      ModelHeader header = ModelHeader.read(file);
      if (verify) {
        ModelFile.verify(file, header);
      }
      console.out().println(json ? ModelReport.json(header) : ModelReport.text(header));
    }
    return 0;
  }
}
