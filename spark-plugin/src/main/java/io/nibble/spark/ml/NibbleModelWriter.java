package io.nibble.spark.ml;

import io.nibble.spark.storage.HadoopPlace;
import io.nibble.spark.storage.SessionHadoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.MLWriter;

/**
 * Saves a stage as a folder: {@code metadata} as Spark ML writes it, and {@link #FILE}, a copy of
 * the model file. The folder is written beside its place and moved there; one that it overwrites
 * goes when the new one is whole.
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
    Path folder = new Path(path);
    FileSystem fileSystem = folder.getFileSystem(conf());
    boolean isThere = fileSystem.exists(folder);
    if (isThere && !shouldOverwrite()) {
      super.save(path); // Spark's own words for that.
      return;
    }
    checkKeepsModel(path);
    Path staged = beside(folder);
    try {
      write(staged.toString(), path);
      move(fileSystem, staged, folder, isThere);
    } finally {
      fileSystem.delete(staged, true);
    }
  }

  private void checkKeepsModel(String path) throws IOException {
    HadoopPlace model = HadoopPlace.of(new Path(stage.path()), conf());
    if (model.within(HadoopPlace.of(new Path(path), conf())).isPresent()) {
      throw stage.error(
          path
              + " holds its model file "
              + stage.path()
              + ", which overwriting would delete before it is copied: save it to another folder",
          null);
    }
  }

  private static void move(FileSystem fileSystem, Path staged, Path folder, boolean isThere)
      throws IOException {
    Path old = beside(folder);
    if (isThere) {
      rename(fileSystem, folder, old);
    }
    try {
      rename(fileSystem, staged, folder);
    } catch (IOException e) {
      if (isThere) {
        rename(fileSystem, old, folder);
      }
      throw e;
    }
    fileSystem.delete(old, true);
  }

  private static Path beside(Path folder) {
    return new Path(folder.getParent(), "." + folder.getName() + "." + UUID.randomUUID());
  }

  private static void rename(FileSystem fileSystem, Path from, Path to) throws IOException {
    if (!fileSystem.rename(from, to)) {
      throw new IOException(from + " could not be renamed to " + to);
    }
  }

  @Override
  public void saveImpl(String path) {
    write(path, path);
  }

  /**
   * @param path where the folder goes in the end, for messages
   */
  private void write(String folder, String path) {
    try {
      copy(new Path(stage.path()), new Path(folder, FILE), conf());
    } catch (IOException e) {
      throw new UncheckedIOException(
          stage.path() + " cannot be copied to " + path + ": " + e.getMessage(), e);
    }
    new DefaultParamsWriter(stage).session(sparkSession()).saveImpl(folder);
  }

  private Configuration conf() {
    return SessionHadoop.configuration(sparkSession());
  }

  private static void copy(Path from, Path to, Configuration conf) throws IOException {
    FileSystem source = from.getFileSystem(conf);
    FileSystem target = to.getFileSystem(conf);
    if (!FileUtil.copy(source, from, target, to, false, true, conf)) {
      throw new IOException("the file system refused");
    }
  }
}
