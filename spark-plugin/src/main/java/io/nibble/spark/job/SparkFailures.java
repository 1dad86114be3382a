package io.nibble.spark.job;

import io.nibble.cli.CommandException;
import io.nibble.file.ModelException;
import io.nibble.spark.job.settings.ExitCodes;
import java.io.IOException;
import org.apache.spark.SparkThrowable;

/** What a failure of Spark comes down to, in one line. */
final class SparkFailures {
  private static final String BAD_ROW = "nibble_predict: model ";

  private SparkFailures() {}

  /** A {@link CommandException} for a failure that is not ours; a bug of ours as it is. */
  static Exception explained(Exception e) {
    String badRow = badRow(e);
    if (badRow != null) {
      return new CommandException(
          ExitCodes.BAD_ROW,
          badRow.replace(
              "set spark.nibble.badRows=null to score such rows NULL",
              "set --bad-rows null or quarantine=PATH"),
          e);
    }
    return isSpark(e) || e instanceof IOException || e instanceof ModelException
        ? new CommandException(ExitCodes.FAILED, firstLine(root(e)), e)
        : e;
  }

  private static boolean isSpark(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SparkThrowable) {
        return true;
      }
    }
    return false;
  }

  /** Causes do not always travel from the executors, their text does. */
  private static String badRow(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      String text = String.valueOf(cause.getMessage());
      int at = text.indexOf(BAD_ROW);
      if (at >= 0) {
        return text.substring(at).lines().findFirst().orElseThrow();
      }
    }
    return null;
  }

  private static Throwable root(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static String firstLine(Throwable e) {
    String text = e.getMessage() == null ? e.toString() : e.getMessage();
    return text.lines().findFirst().orElse(text);
  }
}
