package io.nibble.spark;

import io.nibble.model.ByteSource;
import io.nibble.model.StagedOutput;
import io.nibble.model.Storage;
import io.nibble.spark.broadcast.HadoopByteSource;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Files of any Hadoop file system; paths without a scheme lead to the default one. */
final class HadoopStorage implements Storage {
  private final Configuration conf;

  HadoopStorage(Configuration conf) {
    this.conf = conf;
  }

  /** Storage by the configuration on the class path and the {@code spark.hadoop.*} settings. */
  static HadoopStorage create() {
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
  public StagedOutput create(String path) throws IOException {
    return HadoopStagedOutput.create(new Path(checked(path)), conf);
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
