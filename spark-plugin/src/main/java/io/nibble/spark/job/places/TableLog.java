package io.nibble.spark.job.places;

import io.nibble.cli.CommandException;
import io.nibble.spark.job.settings.Place;
import io.nibble.spark.storage.SessionHadoop;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.ExitCode;

/**
 * The logs of tables that are more than their files: what comes or goes without an entry in the log
 * makes them unreadable, or is not seen.
 */
public enum TableLog {
  STREAM("the sink of a stream", "", "_spark_metadata", ""),
  DELTA("a Delta table", "delta", "_delta_log", ""),
  HUDI("a Hudi table", "hudi", ".hoodie", ""),
  ICEBERG(
      "an Iceberg table",
      "iceberg",
      "metadata",
      "version-hint\\.text|.*\\.metadata\\.json(\\.gz)?"),
  PAIMON("a Paimon table", "paimon", "snapshot", "LATEST|EARLIEST|snapshot-\\d+");

  private final String table;
  private final String format;
  private final String folder;
  private final Pattern entries;

  TableLog(String table, String format, String folder, String entries) {
    this.table = table;
    this.format = format;
    this.folder = folder;
    this.entries = Pattern.compile(entries);
  }

  /**
   * Refuses a folder that is, or lies in, such a table of another format than is to be written.
   *
   * @throws CommandException if it does
   */
  public static void check(FileSystem fileSystem, Path path, String format) throws IOException {
    for (Path above = path; above != null; above = above.getParent()) {
      Optional<TableLog> found = in(fileSystem, above);
      if (found.isPresent() && !found.get().format.equals(format)) {
        throw found.get().refusal(path, above);
      }
    }
  }

  /** The same for every folder that a table not there yet will lie in. */
  public static void check(SparkSession spark, Place place) throws IOException {
    Configuration conf = SessionHadoop.configuration(spark);
    for (String location : TableLocations.of(spark, place)) {
      Path path = new Path(location);
      FileSystem fileSystem = path.getFileSystem(conf);
      check(fileSystem, fileSystem.makeQualified(path), place.format());
    }
  }

  /** The log that a folder has. */
  private static Optional<TableLog> in(FileSystem fileSystem, Path path) throws IOException {
    for (TableLog log : values()) {
      if (log.is(fileSystem, new Path(path, log.folder))) {
        return Optional.of(log);
      }
    }
    return Optional.empty();
  }

  /** The log that a folder is. */
  public static Optional<TableLog> at(FileSystem fileSystem, Path path) throws IOException {
    for (TableLog log : values()) {
      if (path.getName().equals(log.folder) && log.is(fileSystem, path)) {
        return Optional.of(log);
      }
    }
    return Optional.empty();
  }

  private boolean is(FileSystem fileSystem, Path path) throws IOException {
    try {
      FileStatus[] found = fileSystem.listStatus(path);
      return entries.pattern().isEmpty()
          || Arrays.stream(found).anyMatch(e -> entries.matcher(e.getPath().getName()).matches());
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  public CommandException refusal(Path output, Path owner) {
    return new CommandException(
        ExitCode.USAGE,
        output
            + " cannot be written: "
            + new Path(owner, folder)
            + " makes "
            + owner
            + " "
            + table
            + ", which loses rows if files come or go without it. Name another folder, or write to"
            + " that table by its format or name.",
        null);
  }
}
