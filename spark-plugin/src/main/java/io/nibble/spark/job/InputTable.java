package io.nibble.spark.job;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The table to score, and the files that it is made of. */
final class InputTable {
  private final Dataset<Row> rows;
  private final Optional<Column> filePath;
  private final List<InputFile> files;

  private InputTable(Dataset<Row> rows, Optional<Column> filePath, List<InputFile> files) {
    this.rows = rows;
    this.filePath = filePath;
    this.files = files;
  }

  static InputTable open(SparkSession spark, Place place, String schema) throws IOException {
    Dataset<Row> rows = place.read(spark, schema);
    Optional<Column> filePath = filePath(rows);
    List<InputFile> files =
        filePath.isPresent()
            ? files(rows.inputFiles(), spark.sparkContext().hadoopConfiguration())
            : List.of();
    return new InputTable(rows, filePath, files);
  }

  Dataset<Row> rows() {
    return rows;
  }

  /** Empty where Spark cannot say which file a row comes from. */
  List<InputFile> files() {
    return files;
  }

  /** The rows of a chunk; Spark lists and reads its files only. */
  Dataset<Row> rows(Chunk chunk) throws IOException {
    if (chunk.isWholeInput()) {
      return rows;
    }
    Object[] names =
        chunk.files().stream().flatMap(file -> Stream.of(file.path(), encoded(file))).toArray();
    Dataset<Row> found = rows.where(filePath.get().isin(names));
    if (chunk.weight() > 1 && found.toJavaRDD().getNumPartitions() == 0) {
      throw new IOException(
          "Spark finds none of the files of chunk "
              + chunk.number()
              + ", the first of which is "
              + chunk.files().get(0).path());
    }
    return found;
  }

  /** Versions of Spark differ in whether they encode the names of files. */
  private static String encoded(InputFile file) {
    return new Path(file.path()).toUri().toString();
  }

  private static Optional<Column> filePath(Dataset<Row> rows) {
    try {
      Column path = rows.metadataColumn("_metadata").getField("file_path");
      rows.select(path);
      return Optional.of(path);
    } catch (Exception e) {
      // Undeclared, since Scala has no checked exceptions: this input has no such column.
      if (e instanceof AnalysisException) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static List<InputFile> files(String[] uris, Configuration conf) throws IOException {
    Map<Path, List<Path>> folders = new LinkedHashMap<>();
    for (String uri : uris) {
      Path path = new Path(URI.create(uri));
      folders.computeIfAbsent(path.getParent(), p -> new ArrayList<>()).add(path);
    }
    List<InputFile> files = new ArrayList<>();
    for (Map.Entry<Path, List<Path>> folder : folders.entrySet()) {
      Map<String, FileStatus> found = statuses(folder.getKey(), conf);
      for (Path path : folder.getValue()) {
        FileStatus status = found.get(path.getName());
        if (status == null) {
          throw new IOException(path + " is gone since the input was listed. Run the job again.");
        }
        files.add(new InputFile(path.toString(), status.getLen(), status.getModificationTime()));
      }
    }
    return files;
  }

  private static Map<String, FileStatus> statuses(Path folder, Configuration conf)
      throws IOException {
    Map<String, FileStatus> statuses = new HashMap<>();
    for (FileStatus status : folder.getFileSystem(conf).listStatus(folder)) {
      statuses.put(status.getPath().getName(), status);
    }
    return statuses;
  }
}
