package io.nibble.run;

import io.nibble.file.TensorInfo;
import io.nibble.graph.ModelHeader;
import io.nibble.kernel.Kernels;
import io.nibble.memory.OffHeap;
import io.nibble.memory.Slice;
import java.util.List;

/**
 * A model in native memory, ready to score. Thread-safe: many tasks share one, each with a {@link
 * ModelBatch} of its own. Whoever made it closes it, once no batch of it runs; it then fails with
 * IllegalStateException.
 */
public final class Model implements AutoCloseable {
  private final ModelHeader header;
  private final OffHeap data;
  private final Kernels kernels;
  private final List<Step> steps;

  private Model(ModelHeader header, OffHeap data, Kernels kernels, List<Step> steps) {
    this.header = header;
    this.data = data;
    this.kernels = kernels;
    this.steps = steps;
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
    List<Step> steps =
        header.operators().stream()
            .map(operator -> Step.of(operator, name -> slice(header, data, name)))
            .toList();
    return new Model(header, data, kernels, steps);
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

  /** Buffers for up to {@code rows} ≥ 1 rows; the caller closes them. */
  public ModelBatch batch(int rows) {
    return new ModelBatch(this, rows);
  }

  /** Frees the weights; further calls do nothing. */
  @Override
  public void close() {
    data.close();
  }

  List<Step> steps() {
    return steps;
  }

  private static Slice slice(ModelHeader header, OffHeap data, String name) {
    TensorInfo tensor = header.tensors().get(name);
    return data.slice(tensor.begin(), tensor.bytes());
  }
}
