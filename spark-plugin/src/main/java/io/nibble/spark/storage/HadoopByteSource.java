package io.nibble.spark.storage;

import io.nibble.file.storage.ByteSource;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** A file of any Hadoop file system, read at random. Not thread-safe. */
public final class HadoopByteSource implements ByteSource {
  private final FileStatus status;
  private final String name;

  /** Null if the file is empty. */
  private final FSDataInputStream in;

  private HadoopByteSource(FileStatus status, String name, FSDataInputStream in) {
    this.status = status;
    this.name = name;
    this.in = in;
  }

  /**
   * Opens {@code path}, which keeps its spelling as the name.
   *
   * @throws FileNotFoundException if there is no such file
   * @throws IOException too if the file system cannot read at random, as that of http: cannot
   */
  public static HadoopByteSource open(String path, Configuration conf) throws IOException {
    Path file = new Path(path);
    FileSystem fileSystem = file.getFileSystem(conf);
    FileStatus status = fileSystem.getFileStatus(file);
    if (status.isDirectory()) {
      throw new FileNotFoundException(path + " is a directory, expected a file");
    }
    // Hadoop takes a local pipe for an empty file, and opening one may wait for ever.
    if (fileSystem instanceof LocalFileSystem local) {
      ByteSource.checkSeekable(local.pathToFile(file).toPath(), path);
    }
    if (status.getLen() < 0) {
      throw new IOException(
          path
              + " is on a file system ("
              + fileSystem.getUri().getScheme()
              + ") that does not tell how long a file is. Copy the file to a disk or a store, such"
              + " as file:, hdfs: or s3a:, and name that path.");
    }
    boolean isEmpty = status.getLen() == 0;
    return new HadoopByteSource(status, path, isEmpty ? null : fileSystem.open(file));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long length() {
    return status.getLen();
  }

  /** When the file was last written, in milliseconds since 1970. */
  public long modified() {
    return status.getModificationTime();
  }

  @Override
  public void readFully(long position, byte[] target, int offset, int length) throws IOException {
    if (position < 0 || position + length > length()) {
      throw new EOFException(
          name + ": " + length + " bytes at " + position + " of a file of " + length());
    }
    if (length > 0) {
      in.readFully(position, target, offset, length);
    }
  }

  @Override
  public void close() throws IOException {
    if (in != null) {
      in.close();
    }
  }
}
