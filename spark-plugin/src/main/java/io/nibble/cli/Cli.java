package io.nibble.cli;

import io.nibble.model.Storage;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** The command line: {@code quantize}, {@code inspect}, {@code predict}. */
public final class Cli {
  private Cli() {}

  /**
   * Runs one command.
   *
   * @param storage where paths lead
   * @param in standard input
   * @param out standard output, for results
   * @param err standard error, for progress and errors
   * @return the exit code: 0 done, 1 failed, 2 wrong usage
   */
  public static int run(
      String[] args, Storage storage, InputStream in, PrintStream out, PrintStream err) {
    Console console = new Console(storage, in, out, err);
    CommandLine commands =
        new CommandLine(new NibbleCommand())
            .addSubcommand(new QuantizeCommand(console))
            .addSubcommand(new InspectCommand(console))
            .addSubcommand(new PredictCommand(console))
            .addSubcommand(new CommandLine.HelpCommand())
            .setOut(writer(out))
            .setErr(writer(err))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(FailureHandler::wrongUsage)
            .setExecutionExceptionHandler(new FailureHandler());
    return commands.execute(args);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }
}
