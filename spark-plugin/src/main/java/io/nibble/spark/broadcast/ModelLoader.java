package io.nibble.spark.broadcast;

import io.nibble.kernel.Kernels;
import io.nibble.kernel.OffHeap;
import io.nibble.model.Model;
import io.nibble.model.ModelFile;
import io.nibble.model.ModelHeader;
import java.io.IOException;

/** Builds a model in native memory, and checks it once it is there. */
final class ModelLoader {
  private ModelLoader() {}

  /**
   * The model of a header and its weights.
   *
   * @throws io.nibble.model.ModelException if these are not the weights that the header tells of
   */
  static Model load(ModelHeader header, Weights weights, Kernels kernels) {
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
