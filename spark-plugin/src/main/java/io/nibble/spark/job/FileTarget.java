package io.nibble.spark.job;

import io.nibble.cli.CommandException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A folder of files. They are written to the job's folder inside and moved in the end, each under a
 * name that no other write of Spark has, so that moving can be broken off and taken up again.
 */
final class FileTarget implements Target {
  private static final String SUCCESS = "_SUCCESS";

  private final FileSystem fileSystem;
  private final JobFolder folder;
  private final JobFolder marks;
  private final String mark;
  private final Place place;
  private final WriteMode mode;
  private final List<String> partitionBy;
  private final Function<ChunkRecord, List<String>> files;
  private final Path path;

  /** What publishing removes first; its file says that publishing has begun. */
  private record Replaced(List<String> files) {}

  private FileTarget(
      FileSystem fileSystem,
      JobFolder folder,
      JobFolder marks,
      String mark,
      Place place,
      WriteMode mode,
      List<String> partitionBy,
      Function<ChunkRecord, List<String>> files) {
    this.fileSystem = fileSystem;
    this.folder = folder;
    this.marks = marks;
    this.mark = mark;
    this.place = place;
    this.mode = mode;
    this.partitionBy = partitionBy;
    this.files = files;
    this.path = fileSystem.makeQualified(new Path(place.location()));
  }

  static FileTarget ofRows(Commits commits, ScoreSettings settings, Configuration conf)
      throws IOException {
    return new FileTarget(
        fileSystem(settings.output(), conf),
        commits.rows(),
        commits.rows(),
        "publish-rows.json",
        PlainScores.in(settings.output(), settings.result()),
        settings.mode(),
        settings.partitionBy(),
        ChunkRecord::files);
  }

  static FileTarget ofQuarantine(Commits commits, ScoreSettings settings, Configuration conf)
      throws IOException {
    Place place = new Place("parquet", settings.badRows().quarantine().orElseThrow(), Map.of());
    return new FileTarget(
        fileSystem(place, conf),
        commits.quarantine().orElseThrow(),
        commits.rows(),
        "publish-quarantine.json",
        place,
        settings.mode(),
        List.of(),
        ChunkRecord::quarantined);
  }

  private static FileSystem fileSystem(Place place, Configuration conf) throws IOException {
    return new Path(place.location()).getFileSystem(conf);
  }

  @Override
  public void check(Dataset<Row> rows) throws IOException {
    if (mode == WriteMode.ERROR && !isPublishing() && !dataFiles().isEmpty()) {
      throw new CommandException(
          ExitCodes.OUTPUT_EXISTS,
          path + " holds files already. Name another folder, or set --mode append or overwrite.",
          null);
    }
  }

  @Override
  public DataFrameWriter<Row> writer(Dataset<Row> rows) {
    DataFrameWriter<Row> writer = rows.write().format(place.format()).options(place.options());
    return partitionBy.isEmpty() ? writer : writer.partitionBy(partitionBy.toArray(String[]::new));
  }

  @Override
  public void publish(List<ChunkRecord> records) throws IOException {
    for (String old : replaced().files()) {
      fileSystem.delete(new Path(old), false);
    }
    for (ChunkRecord record : records) {
      for (String file : files.apply(record)) {
        move(new Path(folder.path(record.folder()), file), new Path(path, file));
      }
    }
    fileSystem.create(new Path(path, SUCCESS), true).close();
  }

  private boolean isPublishing() throws IOException {
    return marks.read(mark, Replaced.class).isPresent();
  }

  private Replaced replaced() throws IOException {
    Optional<Replaced> begun = marks.read(mark, Replaced.class);
    if (begun.isPresent()) {
      return begun.get();
    }
    List<String> old = mode == WriteMode.OVERWRITE ? dataFiles() : List.of();
    Replaced replaced = new Replaced(old);
    marks.write(mark, replaced);
    return replaced;
  }

  private List<String> dataFiles() throws IOException {
    return Folders.dataFiles(fileSystem, path).stream().map(Path::toString).toList();
  }

  private void move(Path from, Path to) throws IOException {
    fileSystem.mkdirs(to.getParent());
    boolean moved = fileSystem.exists(from) && fileSystem.rename(from, to);
    if (!moved && !fileSystem.exists(to)) {
      throw new IOException(
          from
              + " could not be moved to "
              + to
              + ". Start the job again once the cause is removed.");
    }
  }
}
