package io.nibble.spark;

import io.nibble.model.StagedOutput;
import java.io.IOException;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Writes a hidden file beside the target and renames it on commit. */
final class HadoopStagedOutput extends StagedOutput {
  private final FileSystem fileSystem;
  private final Path target;
  private final Path staged;
  private final FSDataOutputStream out;
  private boolean closed;

  private HadoopStagedOutput(
      FileSystem fileSystem, Path target, Path staged, FSDataOutputStream out) {
    this.fileSystem = fileSystem;
    this.target = target;
    this.staged = staged;
    this.out = out;
  }

  static HadoopStagedOutput create(Path target, Configuration conf) throws IOException {
    FileSystem fileSystem = target.getFileSystem(conf);
    if (isDirectory(fileSystem, target)) {
      throw new IOException(target + " is a directory, expected the name of a file to write");
    }
    Path staged = new Path(target.getParent(), "." + target.getName() + "." + UUID.randomUUID());
    return new HadoopStagedOutput(fileSystem, target, staged, fileSystem.create(staged, false));
  }

  @Override
  public void write(int b) throws IOException {
    out.write(b);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void commit() throws IOException {
    out.close();
    // Most file systems do not rename onto a file that exists.
    fileSystem.delete(target, false);
    if (!fileSystem.rename(staged, target)) {
      throw new IOException(staged + " could not be renamed to " + target);
    }
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      out.close();
      fileSystem.delete(staged, false);
    }
  }

  private static boolean isDirectory(FileSystem fileSystem, Path path) throws IOException {
    return fileSystem.exists(path) && fileSystem.getFileStatus(path).isDirectory();
  }
}
