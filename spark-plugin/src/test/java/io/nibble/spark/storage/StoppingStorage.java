package io.nibble.spark.storage;

import io.nibble.file.storage.ByteSource;
import io.nibble.file.storage.StagedOutput;
import io.nibble.file.storage.Storage;
import java.io.IOException;
import java.io.InputStream;

/** The files of this machine, for a command that is killed after a number of changes. */
final class StoppingStorage implements Storage {
  private final Storage files = Storage.local();
  private long left;

  StoppingStorage(long changes) {
    this.left = changes;
  }

  private void change() throws IOException {
    if (--left < 0) {
      throw new IOException("stopped");
    }
  }

  @Override
  public ByteSource open(String path) throws IOException {
    return files.open(path);
  }

  @Override
  public InputStream stream(String path) throws IOException {
    return files.stream(path);
  }

  @Override
  public boolean overlap(String one, String other) throws IOException {
    return files.overlap(one, other);
  }

  @Override
  public StagedOutput create(String path) throws IOException {
    change();
    StagedOutput out = files.create(path);
    return new StagedOutput() {
      @Override
      public void write(int b) throws IOException {
        change();
        out.write(b);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        change();
        out.write(bytes, offset, length);
      }

      @Override
      public void commit() throws IOException {
        change();
        out.commit();
      }

      @Override
      public void close() throws IOException {
        change();
        out.close();
      }
    };
  }
}
