package io.nibble.cli;

import io.nibble.cli.console.Console;
import io.nibble.file.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine;

/** The command line: {@code quantize}, {@code inspect}, {@code predict}, and what others add. */
public final class Cli {
  private Cli() {}

  /**
   * Runs one command.
   *
   * @param storage where paths lead
   * @param in standard input
   * @param out standard output, for results
   * @param err standard error, for progress and errors
   * @param more makes further commands, annotated for picocli
   * @return the exit code: 0 done, 1 failed, 2 wrong usage, or a command's own
   */
  public static int run(
      String[] args,
      Storage storage,
      InputStream in,
      PrintStream out,
      PrintStream err,
      Function<Console, List<?>> more) {
    Console console = Console.utf8(storage, in, out, err);
    CommandLine commands =
        new CommandLine(new NibbleCommand())
            .addSubcommand(new QuantizeCommand(console))
            .addSubcommand(new InspectCommand(console))
            .addSubcommand(new PredictCommand(console));
    more.apply(console).forEach(commands::addSubcommand);
    // What is set after the subcommands were added holds for them too.
    int code =
        commands
            .addSubcommand(new CommandLine.HelpCommand())
            .setOut(writer(console.out()))
            .setErr(writer(console.err()))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(FailureHandler::wrongUsage)
            .setExecutionExceptionHandler(new FailureHandler())
            .execute(args);
    return code == CommandLine.ExitCode.OK ? checkOut(console) : code;
  }

  private static int checkOut(Console console) {
    try {
      console.checkOut();
      return CommandLine.ExitCode.OK;
    } catch (IOException e) {
      console.err().println("nibble: " + e.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }
}
