package io.nibble.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command without a subcommand. */
@Command(
    name = "nibble",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Quantizes models to 4-bit weights, shows them, and scores samples with them.",
    footer = {
      "",
      "Paths are local; started by spark-submit, they are paths of any Hadoop file system.",
      "Exit codes: 0 done, 1 failed, 2 wrong usage."
    })
final class NibbleCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "expected a command");
  }
}
