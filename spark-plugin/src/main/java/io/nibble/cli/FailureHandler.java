package io.nibble.cli;

import io.nibble.cli.sample.SampleException;
import io.nibble.file.ModelException;
import io.nibble.kernel.IsaUnavailableException;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Says in one line what went wrong; only a bug of ours shows a stack trace. */
final class FailureHandler implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    if (e instanceof CommandException known) {
      err.println("nibble " + command.getCommandName() + ": " + message(e));
      return known.exitCode();
    }
    if (isExpected(e)) {
      err.println("nibble " + command.getCommandName() + ": " + message(e));
    } else {
      err.println("nibble " + command.getCommandName() + ": internal error");
      e.printStackTrace(err);
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  static int wrongUsage(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println(name + ": " + e.getMessage() + "; try " + name + " --help");
    return CommandLine.ExitCode.USAGE;
  }

  private static boolean isExpected(Exception e) {
    return e instanceof ModelException
        || e instanceof IOException
        || e instanceof SampleException
        || e instanceof IsaUnavailableException;
  }

  /** Some I/O errors of the JDK and of Hadoop say only a file's name, or nothing. */
  private static String message(Exception e) {
    boolean vague = e instanceof java.nio.file.FileSystemException || e.getMessage() == null;
    String text = vague ? e.getClass().getSimpleName() + ": " + e.getMessage() : e.getMessage();
    return text.lines().findFirst().orElse(text);
  }
}
