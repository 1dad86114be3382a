package io.nibble.spark.models.distribution;

import io.nibble.file.storage.ByteSource;
import io.nibble.graph.ModelHeader;
import io.nibble.kernel.NativeLibrary;
import io.nibble.memory.OffHeap;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Weights that every executor gets from the file itself. They are copied to the executor's local
 * disk and mapped from there: the executors of an application on one host share the copy and the
 * memory of its pages. The file itself is not mapped, because whoever overwrites it would change or
 * break running queries. Without the native library, which maps, they are read into native memory.
 */
public record FileWeights(String path, Broadcast<SerializableConfiguration> hadoop)
    implements Weights {
  private static final long serialVersionUID = 1L;

  private static final int CHUNK = 1 << 20;

  /** Takes {@code length} bytes of {@code bytes}, which come from {@code position}. */
  private interface Sink {
    void accept(long position, byte[] bytes, int length) throws IOException;
  }

  @Override
  public OffHeap fetch(ModelHeader header) throws IOException {
    if (!NativeLibrary.isAvailable()) {
      return read(header);
    }
    return LocalCopy.of(header)
        .use(out -> copy(header, out), file -> OffHeap.map(file, 0, header.dataBytes()));
  }

  private OffHeap read(ModelHeader header) throws IOException {
    OffHeap data = OffHeap.allocate(header.dataBytes());
    try {
      stream(header, (position, bytes, n) -> data.all().copyFrom(bytes, 0, position, n));
      return data;
    } catch (IOException | RuntimeException | Error e) {
      data.close();
      throw e;
    }
  }

  private void copy(ModelHeader header, OutputStream out) throws IOException {
    stream(header, (position, bytes, length) -> out.write(bytes, 0, length));
  }

  private void stream(ModelHeader header, Sink sink) throws IOException {
    try (ByteSource file = VisibleFile.open(path, header, hadoop.value().value())) {
      byte[] chunk = new byte[(int) Math.min(CHUNK, header.dataBytes())];
      for (long at = 0; at < header.dataBytes(); at += chunk.length) {
        int length = (int) Math.min(chunk.length, header.dataBytes() - at);
        file.readFully(header.dataOffset() + at, chunk, 0, length);
        sink.accept(at, chunk, length);
      }
    }
  }

  @Override
  public void freed(ModelHeader header) {
    // Without an application its directory is gone.
    if (SparkEnv.get() != null) {
      LocalCopy.of(header).delete();
    }
  }

  @Override
  public void withdraw() {
    hadoop.unpersist();
  }

  @Override
  public void destroy() {
    hadoop.destroy();
  }
}
