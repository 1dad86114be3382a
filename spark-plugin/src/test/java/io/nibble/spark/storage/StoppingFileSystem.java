package io.nibble.spark.storage;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The files of this machine as {@code stop:///…}, with the manners of HDFS: renaming does not
 * replace, but for FileContext. It stops after a number of changes, each of which happens or not;
 * from then on nothing works, as for a process that was killed.
 */
public final class StoppingFileSystem extends RawLocalFileSystem {
  private static final URI ROOT = URI.create("stop:///");
  private static final AtomicLong LEFT = new AtomicLong(Long.MAX_VALUE);

  /** Has a session or configuration know the scheme; without FileContext, as some connectors. */
  public static Configuration in(Configuration conf) {
    conf.set("fs.stop.impl", StoppingFileSystem.class.getName());
    return conf;
  }

  /** The same, with FileContext's rename that replaces. */
  public static Configuration withFileContext(Configuration conf) {
    conf.set("fs.AbstractFileSystem.stop.impl", Context.class.getName());
    return in(conf);
  }

  public static void stopAfter(long changes) {
    LEFT.set(changes);
  }

  /** Starts again; gives the changes since, as far as they happened. */
  public static long goOn() {
    return Long.MAX_VALUE - LEFT.getAndSet(Long.MAX_VALUE);
  }

  private static void change() throws IOException {
    if (LEFT.decrementAndGet() < 0) {
      throw new IOException("stopped");
    }
  }

  private static void look() throws IOException {
    if (LEFT.get() < 0) {
      throw new IOException("stopped");
    }
  }

  @Override
  public URI getUri() {
    return ROOT;
  }

  @Override
  public String getScheme() {
    return ROOT.getScheme();
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    look();
    return super.open(path, bufferSize);
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    look();
    return super.getFileStatus(path);
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    look();
    return super.listStatus(path);
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    change();
    return counted(super.create(path, overwrite, bufferSize, replication, blockSize, progress));
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    change();
    return counted(super.create(path, overwrite, bufferSize, replication, blockSize, progress));
  }

  /** A file is there before what was written to it is. */
  private static FSDataOutputStream counted(OutputStream out) throws IOException {
    OutputStream counted =
        new FilterOutputStream(out) {
          private boolean isClosed;

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
          }

          @Override
          public void close() throws IOException {
            if (!isClosed) {
              isClosed = true;
              change();
              super.close();
            }
          }
        };
    return new FSDataOutputStream(counted, null);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    change();
    return !(exists(to) && getFileStatus(to).isFile()) && super.rename(from, to);
  }

  /** A change for each file, as for connectors to object stores and on local disks. */
  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    if (!exists(path)) {
      return false;
    }
    if (recursive && getFileStatus(path).isDirectory()) {
      for (FileStatus entry : listStatus(path)) {
        delete(entry.getPath(), true);
      }
    }
    change();
    return super.delete(path, false);
  }

  @Override
  public boolean mkdirs(Path path) throws IOException {
    if (exists(path)) {
      return super.mkdirs(path);
    }
    change();
    return super.mkdirs(path);
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) throws IOException {
    return mkdirs(path);
  }

  @Override
  public void setPermission(Path path, FsPermission permission) {}

  /** Renames as HDFS does for FileContext. */
  public static final class Context extends DelegateToFileSystem {
    private final StoppingFileSystem files;

    public Context(URI uri, Configuration conf) throws IOException, URISyntaxException {
      this(uri, conf, new StoppingFileSystem());
    }

    private Context(URI uri, Configuration conf, StoppingFileSystem files)
        throws IOException, URISyntaxException {
      super(uri, files, conf, ROOT.getScheme(), false);
      this.files = files;
    }

    @Override
    public void renameInternal(Path from, Path to, boolean overwrite) throws IOException {
      change();
      Files.move(
          files.pathToFile(from).toPath(),
          files.pathToFile(to).toPath(),
          StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
