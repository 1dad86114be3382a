package io.nibble.spark.models.distribution;

import io.nibble.file.storage.ByteSource;
import io.nibble.graph.ModelHeader;
import io.nibble.spark.models.store.ModelLoadException;
import io.nibble.spark.storage.HadoopByteSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkFiles;

/**
 * Finds a model file from an executor: at its path, or among the files that Spark distributes
 * ({@code --files}, {@code SparkContext.addFile}), by its name.
 */
final class VisibleFile {
  /** Opens one of the places where a file may be. */
  private interface Place {
    ByteSource open() throws IOException;
  }

  private VisibleFile() {}

  /**
   * Opens the file that begins with {@code header}.
   *
   * @throws ModelLoadException naming every place looked at, and what is wrong with it
   */
  static ByteSource open(String path, ModelHeader header, Configuration hadoop) {
    List<String> found = new ArrayList<>();
    ByteSource file = open(path, () -> HadoopByteSource.open(path, hadoop), header, found);
    if (file == null) {
      String copy = SparkFiles.get(path.substring(path.lastIndexOf('/') + 1));
      file = open(copy, () -> ByteSource.of(Path.of(copy)), header, found);
    }
    if (file == null) {
      throw new ModelLoadException(
          "its file is not to be had here: "
              + String.join("; ", found)
              + ". Put it where every executor sees it, submit it with --files too, or set"
              + " spark.nibble.model.distribution=broadcast.",
          null);
    }
    return file;
  }

  private static ByteSource open(String name, Place place, ModelHeader header, List<String> found) {
    try {
      ByteSource file = place.open();
      if (header.isOf(file)) {
        return file;
      }
      file.close();
      found.add(name + " changed after the query was analysed");
    } catch (IOException e) {
      found.add(e.getMessage() + " (" + e.getClass().getSimpleName() + ")");
    }
    return null;
  }
}
