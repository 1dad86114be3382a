package io.nibble.spark.models.store;

import io.nibble.run.Model;

/** Where the store gets a model from. */
public interface ModelSource {
  /** Native memory that the model will take. */
  long nativeBytes();

  Model load();

  /** Called when a model that it loaded was closed. */
  void freed();

  /**
   * Whether the Spark driver still offers the model here. If not, the store frees its copy as soon
   * as nobody uses it.
   */
  boolean isOffered();
}
