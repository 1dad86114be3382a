package io.nibble.spark.job.output;

import io.nibble.cli.CommandException;
import io.nibble.spark.job.places.TableLog;
import io.nibble.spark.job.record.ChunkRecord;
import io.nibble.spark.job.record.Commits;
import io.nibble.spark.job.record.Folders;
import io.nibble.spark.job.record.JobFolder;
import io.nibble.spark.job.settings.ExitCodes;
import io.nibble.spark.job.settings.Place;
import io.nibble.spark.job.settings.ScoreSettings;
import io.nibble.spark.job.settings.WriteMode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A folder of files. They are written to the job's folder inside and moved in the end, each under a
 * name that no other write of Spark has, so that moving can be broken off and taken up again.
 */
public final class FileTarget implements Target {
  private static final String ROWS_MARK = "publish-rows.json";
  private static final String QUARANTINE_MARK = "publish-quarantine.json";

  private final Commits commits;
  private final JobFolder folder;
  private final String mark;
  private final Place place;
  private final WriteMode mode;
  private final List<String> partitionBy;
  private final boolean keepsPartitions;
  private final Function<ChunkRecord, List<String>> files;
  private final FileSystem fileSystem;
  private final Path path;

  /** What publishing takes away first; its file says that publishing has begun. */
  private record Replaced(List<String> files) {}

  private FileTarget(
      Commits commits,
      JobFolder folder,
      String mark,
      Place place,
      WriteMode mode,
      List<String> partitionBy,
      boolean keepsPartitions,
      Function<ChunkRecord, List<String>> files) {
    this.commits = commits;
    this.folder = folder;
    this.mark = mark;
    this.place = place;
    this.mode = mode;
    this.partitionBy = partitionBy;
    this.keepsPartitions = keepsPartitions && !partitionBy.isEmpty();
    this.files = files;
    this.fileSystem = folder.fileSystem();
    this.path = fileSystem.makeQualified(new Path(place.location()));
  }

  /**
   * @param keepsPartitions whether overwriting keeps the partitions that get no rows
   */
  public static FileTarget ofRows(
      Commits commits, ScoreSettings settings, boolean keepsPartitions) {
    return new FileTarget(
        commits,
        commits.rows(),
        ROWS_MARK,
        PlainScores.in(settings.output(), settings.result()),
        settings.mode(),
        settings.partitionBy(),
        keepsPartitions,
        ChunkRecord::files);
  }

  public static FileTarget ofQuarantine(Commits commits, ScoreSettings settings) {
    return new FileTarget(
        commits,
        commits.quarantine().orElseThrow(),
        QUARANTINE_MARK,
        new Place("parquet", settings.badRows().quarantine().orElseThrow(), Map.of()),
        settings.mode(),
        List.of(),
        false,
        ChunkRecord::quarantined);
  }

  /** Undoes what an unfinished job has published. */
  public static void takeBack(Commits unfinished) throws IOException {
    takeBack(unfinished, ROWS_MARK, unfinished.rows(), ChunkRecord::files);
    if (unfinished.quarantine().isPresent()) {
      JobFolder folder = unfinished.quarantine().get();
      takeBack(unfinished, QUARANTINE_MARK, folder, ChunkRecord::quarantined);
    }
  }

  private static void takeBack(
      Commits unfinished, String mark, JobFolder folder, Function<ChunkRecord, List<String>> files)
      throws IOException {
    Optional<Replaced> begun = unfinished.rows().read(mark, Replaced.class);
    if (begun.isPresent()) {
      new Publication(folder, begun.get().files(), unfinished.records(), files).takeBack();
    }
  }

  @Override
  public void check(Dataset<Row> rows) throws IOException {
    TableLog.check(fileSystem, path, place.format());
    if (mode != WriteMode.APPEND && !isPublishing()) {
      List<Path> found = Folders.dataFiles(fileSystem, path, this::checkNoTable);
      if (mode == WriteMode.ERROR && !found.isEmpty()) {
        throw new CommandException(
            ExitCodes.OUTPUT_EXISTS,
            path + " holds files already. Name another folder, or set --mode append or overwrite.",
            null);
      }
    }
  }

  private void checkNoTable(Path inside) throws IOException {
    Optional<TableLog> log = TableLog.at(fileSystem, inside);
    if (mode != WriteMode.ERROR && log.isPresent()) {
      throw log.get().refusal(path, inside.getParent());
    }
  }

  @Override
  public DataFrameWriter<Row> writer(Dataset<Row> rows) {
    DataFrameWriter<Row> writer = rows.write().format(place.format()).options(place.options());
    return partitionBy.isEmpty() ? writer : writer.partitionBy(partitionBy.toArray(String[]::new));
  }

  @Override
  public void publish(List<ChunkRecord> records) throws IOException {
    commits.checkClaim();
    new Publication(folder, replaced(records), records, files).complete();
  }

  private boolean isPublishing() throws IOException {
    return commits.rows().read(mark, Replaced.class).isPresent();
  }

  private List<String> replaced(List<ChunkRecord> records) throws IOException {
    Optional<Replaced> begun = commits.rows().read(mark, Replaced.class);
    if (begun.isPresent()) {
      return begun.get().files();
    }
    List<String> replaced = new ArrayList<>();
    if (fileSystem.exists(new Path(path, Publication.SUCCESS))) {
      replaced.add(Publication.SUCCESS);
    }
    for (String inside : replacedFolders(records)) {
      Path folder = inside.isEmpty() ? path : new Path(path, inside);
      Folders.names(fileSystem, folder)
          .forEach(name -> replaced.add(inside.isEmpty() ? name : inside + "/" + name));
    }
    commits.rows().write(mark, new Replaced(replaced));
    return replaced;
  }

  private Set<String> replacedFolders(List<ChunkRecord> records) {
    if (mode != WriteMode.OVERWRITE) {
      return Set.of();
    }
    return keepsPartitions ? partitions(records) : Set.of("");
  }

  /** The folders that the new files go to. */
  private Set<String> partitions(List<ChunkRecord> records) {
    Set<String> partitions = new TreeSet<>();
    for (ChunkRecord record : records) {
      for (String file : files.apply(record)) {
        partitions.add(file.substring(0, Math.max(0, file.lastIndexOf('/'))));
      }
    }
    return partitions;
  }
}
