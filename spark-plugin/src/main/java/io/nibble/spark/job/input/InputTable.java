package io.nibble.spark.job.input;

import io.nibble.spark.job.settings.Place;
import io.nibble.spark.storage.SessionHadoop;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The table to score, and the files that it is made of. */
public final class InputTable {
  private final Dataset<Row> rows;
  private final Optional<Column> filePath;
  private final List<InputFile> files;

  private InputTable(Dataset<Row> rows, Optional<Column> filePath, List<InputFile> files) {
    this.rows = rows;
    this.filePath = filePath;
    this.files = files;
  }

  public static InputTable open(SparkSession spark, Place place, String schema) throws IOException {
    Dataset<Row> rows = place.read(spark, schema);
    Optional<Column> filePath = filePath(rows);
    List<InputFile> files =
        filePath.isPresent()
            ? InputFiles.of(rows.inputFiles(), SessionHadoop.configuration(spark))
            : List.of();
    return new InputTable(rows, filePath, files);
  }

  public Dataset<Row> rows() {
    return rows;
  }

  /** Empty where Spark cannot say which file a row comes from. */
  public List<InputFile> files() {
    return files;
  }

  /** The rows of a chunk; Spark lists and reads its files only. */
  public Dataset<Row> rows(Chunk chunk) throws IOException {
    if (chunk.isWholeInput()) {
      return rows;
    }
    Object[] names =
        chunk.files().stream()
            .flatMap(file -> Stream.of(file.path(), InputFiles.encoded(file)))
            .toArray();
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
}
