package io.nibble.spark.models.distribution;

import io.nibble.graph.ModelHeader;
import io.nibble.kernel.Kernels;
import io.nibble.memory.OffHeap;
import io.nibble.run.Model;
import io.nibble.run.ModelFile;
import java.io.IOException;

/** Builds a model in native memory, and checks it once it is there. */
public final class ModelLoader {
  private ModelLoader() {}

  /**
   * The model of a header and its weights.
   *
   * @throws io.nibble.file.ModelException if these are not the weights that the header tells of
   */
  public static Model load(ModelHeader header, Weights weights, Kernels kernels) {
    return LoadThread.call(() -> build(header, weights, kernels));
  }

  private static Model build(ModelHeader header, Weights weights, Kernels kernels)
      throws IOException, InterruptedException {
    OffHeap data = weights.fetch(header);
    try {
      ModelFile.verify(data, header);
      return Model.of(header, data, kernels);
    } catch (RuntimeException | Error e) {
      data.close();
      weights.freed(header);
      throw e;
    }
  }
}
