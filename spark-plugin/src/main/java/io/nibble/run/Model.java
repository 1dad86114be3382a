package io.nibble.run;

import io.nibble.file.TensorInfo;
import io.nibble.graph.ModelHeader;
import io.nibble.kernel.Kernels;
import io.nibble.memory.OffHeap;
import io.nibble.memory.Slice;

/**
 * A model in native memory, ready to score. Thread-safe: many tasks share one, each with a {@link
 * Session} of its own. Whoever made it closes it, once no session of it runs; it then fails with
 * IllegalStateException.
 */
public final class Model implements AutoCloseable {
  private final ModelHeader header;
  private final OffHeap data;
  private final Kernels kernels;
  private final Program program;

  private Model(ModelHeader header, OffHeap data, Kernels kernels, Program program) {
    this.header = header;
    this.data = data;
    this.kernels = kernels;
    this.program = program;
  }

  /**
   * Makes a model of a data section as it lies in the file.
   *
   * @param data {@code header.dataBytes()} bytes; the model owns them from here on, unless this
   *     fails
   */
  public static Model of(ModelHeader header, OffHeap data, Kernels kernels) {
    if (data.size() != header.dataBytes()) {
      throw new IllegalArgumentException(
          header.source()
              + ": the data block has "
              + data.size()
              + " bytes, expected "
              + header.dataBytes());
    }
    Program program = Program.of(header.graph(), name -> slice(header, data, name));
    return new Model(header, data, kernels, program);
  }

  public ModelHeader header() {
    return header;
  }

  /** The implementation that computes it. */
  public Kernels kernels() {
    return kernels;
  }

  /** Bytes of native memory it holds. */
  public long nativeBytes() {
    return data.size();
  }

  /** Memory to run a model of features for up to {@code rows} ≥ 1 rows; the caller closes it. */
  public Session session(int rows) {
    return session(rows, 0);
  }

  /** The same, for rows with up to {@code tokens} tokens in all. */
  public Session session(int rows, int tokens) {
    return new Session(this, rows, tokens);
  }

  /** Frees the weights; further calls do nothing. */
  @Override
  public void close() {
    data.close();
  }

  /** One of its tensors. */
  Slice tensor(String name) {
    return slice(header, data, name);
  }

  Program program() {
    return program;
  }

  private static Slice slice(ModelHeader header, OffHeap data, String name) {
    TensorInfo tensor = header.tensors().get(name);
    return data.slice(tensor.begin(), tensor.bytes());
  }
}
