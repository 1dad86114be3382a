package io.nibble.spark.models;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * The local disk under {@code gated:}, where reading files whose name has "stuck" in it does not
 * come back beyond a position, as on a store that does not answer, until the gate opens.
 */
public final class GatedFileSystem extends RawLocalFileSystem {
  private static final URI ROOT = URI.create("gated:///");
  private static volatile Gate gate = new Gate(Long.MAX_VALUE);

  /** One time that the store does not answer. */
  static final class Gate implements AutoCloseable {
    private final long position;
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    private Gate(long position) {
      this.position = position;
    }

    /** Returns when somebody is held up. */
    void awaitReader() throws InterruptedException {
      reached.await();
    }

    private void pass(long from) throws IOException {
      if (from < position) {
        return;
      }
      reached.countDown();
      try {
        open.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }

    void open() {
      open.countDown();
    }

    /** Opens. */
    @Override
    public void close() {
      open();
    }
  }

  /** Holds up reads from {@code position} on. */
  static Gate shut(long position) {
    gate = new Gate(position);
    return gate;
  }

  @Override
  public URI getUri() {
    return ROOT;
  }

  @Override
  public String getScheme() {
    return "gated";
  }

  @Override
  public FSDataInputStream open(Path file, int bufferSize) throws IOException {
    FSDataInputStream in = super.open(file, bufferSize);
    return file.getName().contains("stuck") ? new FSDataInputStream(new GatedStream(in)) : in;
  }

  private static final class GatedStream extends FSInputStream {
    private final FSDataInputStream in;

    GatedStream(FSDataInputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      gate.pass(in.getPos());
      return in.read();
    }

    @Override
    public int read(long position, byte[] target, int offset, int length) throws IOException {
      gate.pass(position);
      return in.read(position, target, offset, length);
    }

    @Override
    public void seek(long position) throws IOException {
      in.seek(position);
    }

    @Override
    public long getPos() throws IOException {
      return in.getPos();
    }

    @Override
    public boolean seekToNewSource(long position) throws IOException {
      return in.seekToNewSource(position);
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
