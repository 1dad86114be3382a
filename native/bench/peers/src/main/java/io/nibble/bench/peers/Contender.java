package io.nibble.bench.peers;

import java.util.List;

/**
 * One way to compute a layer from float to float, with several layers of the same shape, so that
 * the weights come from the cache level that a real model's would. Closing frees the weights.
 */
interface Contender extends AutoCloseable {
  Setting setting();

  /** What each copy computes. */
  List<? extends Layer> layers();

  /**
   * Buffers and arguments for a batch, prepared so that {@link Pass#run} measures nothing else.
   *
   * @param keepAll whether every copy keeps its result; otherwise they overwrite one another's, as
   *     the layers of a model reuse their buffers
   */
  Pass bind(Batch batch, boolean keepAll);

  @Override
  void close();
}
