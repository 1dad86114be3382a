package io.nibble.spark.storage;

import io.nibble.file.storage.StagedOutput;
import java.io.IOException;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/** Writes a hidden file beside the target and renames it on commit. */
final class HadoopStagedOutput extends StagedOutput {
  private final Configuration conf;
  private final FileSystem fileSystem;
  private final Path target;
  private final Path staged;
  private final FSDataOutputStream out;
  private boolean isOver;

  private HadoopStagedOutput(
      Configuration conf, FileSystem fileSystem, Path target, Path staged, FSDataOutputStream out) {
    this.conf = conf;
    this.fileSystem = fileSystem;
    this.target = target;
    this.staged = staged;
    this.out = out;
  }

  static HadoopStagedOutput create(Path path, Configuration conf) throws IOException {
    FileSystem fileSystem = path.getFileSystem(conf);
    if (isDirectory(fileSystem, path)) {
      throw new IOException(path + " is a directory, expected the name of a file to write");
    }
    Path target = fileSystem.makeQualified(path);
    Path staged = beside(target);
    FSDataOutputStream out = fileSystem.create(staged, false);
    return new HadoopStagedOutput(conf, fileSystem, target, staged, out);
  }

  private static Path beside(Path target) {
    return new Path(target.getParent(), "." + target.getName() + "." + UUID.randomUUID());
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
    isOver = true;
    try {
      publish();
    } catch (IOException e) {
      throw new IOException(notReplaced(staged, target, e), e);
    }
  }

  private void publish() throws IOException {
    try {
      FileContext.getFileContext(target.toUri(), conf)
          .rename(staged, target, Options.Rename.OVERWRITE);
    } catch (UnsupportedFileSystemException e) {
      replace();
    }
  }

  /** For connectors without a replacement of their own: the old file goes last. */
  private void replace() throws IOException {
    boolean isThere = fileSystem.exists(target);
    Path old = beside(target);
    if (isThere) {
      rename(target, old);
    }
    try {
      rename(staged, target);
    } catch (IOException e) {
      if (isThere) {
        rename(old, target);
      }
      throw e;
    }
    fileSystem.delete(old, false);
  }

  private void rename(Path from, Path to) throws IOException {
    if (!fileSystem.rename(from, to)) {
      throw new IOException(from + " could not be renamed to " + to);
    }
  }

  @Override
  public void close() throws IOException {
    if (!isOver) {
      isOver = true;
      out.close();
      fileSystem.delete(staged, false);
    }
  }

  private static boolean isDirectory(FileSystem fileSystem, Path path) throws IOException {
    return fileSystem.exists(path) && fileSystem.getFileStatus(path).isDirectory();
  }
}
