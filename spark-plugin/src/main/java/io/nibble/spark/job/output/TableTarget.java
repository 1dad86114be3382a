package io.nibble.spark.job.output;

import io.nibble.cli.CommandException;
import io.nibble.spark.job.places.TableLog;
import io.nibble.spark.job.record.ChunkRecord;
import io.nibble.spark.job.record.Commits;
import io.nibble.spark.job.record.JobFolder;
import io.nibble.spark.job.settings.ExitCodes;
import io.nibble.spark.job.settings.Place;
import io.nibble.spark.job.settings.WriteMode;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * A table of a catalog, or a format whose files are not ours to move. The rows wait as Parquet in
 * the job's folder; in the end Spark writes all of them at once. An existing table keeps its
 * definition.
 */
public final class TableTarget implements Target {
  private static final String MARK = "publish.json";

  private final SparkSession spark;
  private final Commits commits;
  private final JobFolder folder;
  private final Place place;
  private final WriteMode mode;
  private final List<String> partitionBy;

  /** Its file says that Spark has begun to write, or is done. */
  private record Begun(String place, WriteMode mode, boolean done) {}

  public TableTarget(
      SparkSession spark, Commits commits, Place place, WriteMode mode, List<String> partitionBy) {
    this.spark = spark;
    this.commits = commits;
    this.folder = commits.rows();
    this.place = place;
    this.mode = mode;
    this.partitionBy = partitionBy;
  }

  @Override
  public void check(Dataset<Row> rows) throws IOException {
    checkNotWriting(folder);
    if (folder.isThere(MARK)) {
      return;
    }
    if (isExistingTable()) {
      checkTable(rows);
    } else {
      TableLog.check(spark, place);
    }
  }

  @Override
  public DataFrameWriter<Row> writer(Dataset<Row> rows) {
    return rows.write().format("parquet");
  }

  @Override
  public void publish(List<ChunkRecord> records) throws IOException {
    commits.checkClaim();
    if (folder.read(MARK, Begun.class).filter(Begun::done).isPresent()) {
      return;
    }
    folder.write(MARK, new Begun(place.toString(), mode, false));
    String[] folders =
        records.stream().map(r -> folder.path(r.folder()).toString()).toArray(String[]::new);
    write(spark.read().parquet(folders));
    folder.write(MARK, new Begun(place.toString(), mode, true));
  }

  private void write(Dataset<Row> rows) {
    if (isExistingTable()) {
      Column[] columns =
          Arrays.stream(spark.table(place.location()).columns())
              .map(name -> functions.col("`" + name.replace("`", "``") + "`"))
              .toArray(Column[]::new);
      rows.select(columns).write().mode(saveMode()).insertInto(place.location());
      return;
    }
    DataFrameWriter<Row> writer = rows.write().mode(saveMode()).options(place.options());
    if (!partitionBy.isEmpty()) {
      writer = writer.partitionBy(partitionBy.toArray(String[]::new));
    }
    if (place.isTable()) {
      writer.saveAsTable(place.location());
    } else if (place.location() == null) {
      writer.format(place.format()).save();
    } else {
      writer.format(place.format()).save(place.location());
    }
  }

  private SaveMode saveMode() {
    return switch (mode) {
      case ERROR -> SaveMode.ErrorIfExists;
      case APPEND -> SaveMode.Append;
      case OVERWRITE -> SaveMode.Overwrite;
    };
  }

  private boolean isExistingTable() {
    return place.isTable() && spark.catalog().tableExists(place.location());
  }

  /**
   * Whether Spark's write was the last thing before the end, only the table can tell.
   *
   * @param folder of an unfinished job
   * @throws CommandException if Spark may have added its rows, and they would be added twice
   */
  public static void checkNotWriting(JobFolder folder) throws IOException {
    Optional<Begun> begun = folder.read(MARK, Begun.class);
    if (begun.isPresent() && !begun.get().done() && begun.get().mode() != WriteMode.OVERWRITE) {
      throw new CommandException(
          ExitCodes.CANNOT_RESUME,
          "the job ended while Spark wrote to "
              + begun.get().place()
              + ". If the rows are there, delete "
              + folder.root().getParent()
              + "; if not, delete "
              + folder.path(MARK)
              + " and start the job again, without --restart: it will only write. If some are"
              + " there, remove them first.",
          null);
    }
  }

  private void checkTable(Dataset<Row> rows) {
    if (mode == WriteMode.ERROR) {
      throw new CommandException(
          ExitCodes.OUTPUT_EXISTS,
          place + " exists. Name another table, or set --mode append or overwrite.",
          null);
    }
    Set<String> found = names(spark.table(place.location()));
    Set<String> expected = names(rows);
    if (!found.equals(expected)) {
      throw new CommandException(
          ExitCodes.FAILED,
          place
              + " has the columns "
              + found
              + ", expected "
              + expected
              + ". Choose with --columns.",
          null);
    }
  }

  private static Set<String> names(Dataset<Row> rows) {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    names.addAll(List.of(rows.columns()));
    return names;
  }
}
