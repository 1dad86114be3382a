package io.nibble.spark.models.distribution;

import io.nibble.graph.ModelHeader;
import io.nibble.memory.OffHeap;
import io.nibble.spark.models.store.ModelLoadException;

/** Weights that cannot be had any more, with the reason. */
public record LostWeights(String reason) implements Weights {
  private static final long serialVersionUID = 1L;

  @Override
  public OffHeap fetch(ModelHeader header) {
    throw new ModelLoadException(reason, null);
  }

  @Override
  public void freed(ModelHeader header) {}

  @Override
  public void withdraw() {}

  @Override
  public void destroy() {}
}
