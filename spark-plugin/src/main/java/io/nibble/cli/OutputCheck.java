package io.nibble.cli;

import io.nibble.cli.console.Console;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Keeps a command from replacing what it reads. */
final class OutputCheck {
  private static final String STANDARD_INPUT = "/dev/stdin";

  private final CommandLine command;
  private final Console console;
  private final String output;

  OutputCheck(CommandLine command, Console console, String output) {
    this.command = command;
    this.console = console;
    this.output = output;
  }

  /**
   * @param option names the input in the message
   * @param input a path, or null for standard input
   * @throws ParameterException if the output leads to the input, under whatever name
   */
  void against(String option, String input) throws IOException {
    if (console.storage().overlap(output, input == null ? STANDARD_INPUT : input)) {
      throw new ParameterException(
          command,
          "--output "
              + output
              + " is "
              + (input == null ? "standard input" : option + " " + input)
              + ", which it would replace. Name another file");
    }
  }
}
