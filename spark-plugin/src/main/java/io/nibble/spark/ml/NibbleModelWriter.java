package io.nibble.spark.ml;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.MLWriter;

/**
 * Saves a stage as a folder: {@code metadata} as Spark ML writes it, and {@link #FILE}, a copy of
 * the model file.
 */
final class NibbleModelWriter extends MLWriter {
  static final String FILE = "model.nibble";

  private final NibbleModel stage;

  NibbleModelWriter(NibbleModel stage) {
    this.stage = stage;
  }

  /**
   * @throws IllegalArgumentException if it would overwrite the folder that holds its own model
   */
  @Override
  public void save(String path) throws IOException {
    if (shouldOverwrite() && holds(new Path(path), new Path(stage.path()))) {
      throw stage.error(
          path
              + " holds its model file "
              + stage.path()
              + ", which overwriting would delete before it is copied: save it to another folder",
          null);
    }
    super.save(path);
  }

  private boolean holds(Path folder, Path file) throws IOException {
    Configuration conf = sparkSession().sparkContext().hadoopConfiguration();
    Path above = folder.getFileSystem(conf).makeQualified(folder);
    Path place = file.getFileSystem(conf).makeQualified(file);
    while (place != null && !place.equals(above)) {
      place = place.getParent();
    }
    return place != null;
  }

  @Override
  public void saveImpl(String path) {
    Configuration conf = sparkSession().sparkContext().hadoopConfiguration();
    try {
      copy(new Path(stage.path()), new Path(path, FILE), conf);
    } catch (IOException e) {
      throw new UncheckedIOException(
          stage.path() + " cannot be copied to " + path + ": " + e.getMessage(), e);
    }
    new DefaultParamsWriter(stage).session(sparkSession()).saveImpl(path);
  }

  private static void copy(Path from, Path to, Configuration conf) throws IOException {
    FileSystem source = from.getFileSystem(conf);
    FileSystem target = to.getFileSystem(conf);
    if (!FileUtil.copy(source, from, target, to, false, true, conf)) {
      throw new IOException("the file system refused");
    }
  }
}
