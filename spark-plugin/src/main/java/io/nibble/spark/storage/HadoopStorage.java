package io.nibble.spark.storage;

import io.nibble.file.storage.ByteSource;
import io.nibble.file.storage.StagedOutput;
import io.nibble.file.storage.Storage;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** Files of any Hadoop file system; paths without a scheme lead to the default one. */
public final class HadoopStorage implements Storage {
  private final Configuration conf;

  public HadoopStorage(Configuration conf) {
    this.conf = conf;
  }

  /** Storage by the configuration on the class path and the {@code spark.hadoop.*} settings. */
  public static HadoopStorage create() {
    Configuration conf = new Configuration();
    String prefix = "spark.hadoop.";
    System.getProperties().stringPropertyNames().stream()
        .filter(key -> key.startsWith(prefix))
        .forEach(key -> conf.set(key.substring(prefix.length()), System.getProperty(key)));
    return new HadoopStorage(conf);
  }

  @Override
  public ByteSource open(String path) throws IOException {
    return HadoopByteSource.open(checked(path), conf);
  }

  @Override
  public InputStream stream(String path) throws IOException {
    Path file = new Path(checked(path));
    FileSystem fileSystem = file.getFileSystem(conf);
    // Hadoop takes a local pipe for an empty file.
    return fileSystem instanceof LocalFileSystem local
        ? Storage.local().stream(local.pathToFile(file).toString())
        : fileSystem.open(file);
  }

  @Override
  public StagedOutput create(String path) throws IOException {
    Path target = new Path(checked(path));
    if (target.getFileSystem(conf) instanceof LocalFileSystem local) {
      File file = local.pathToFile(target);
      Files.createDirectories(file.getAbsoluteFile().toPath().resolve("..").normalize());
      return Storage.local().create(file.toString());
    }
    return HadoopStagedOutput.create(target, conf);
  }

  @Override
  public boolean overlap(String one, String other) throws IOException {
    return place(one).overlaps(place(other));
  }

  private HadoopPlace place(String path) throws IOException {
    return HadoopPlace.of(new Path(checked(path)), conf);
  }

  private static String checked(String path) throws IOException {
    try {
      new Path(path);
      return path;
    } catch (IllegalArgumentException e) {
      throw new IOException("not a path: '" + path + "': " + e.getMessage(), e);
    }
  }
}
