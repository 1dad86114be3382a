package io.nibble.spark.exec;

import java.util.List;

/**
 * How rows of one kind go into batches and come out as rows of another.
 *
 * @param <I> input row, which its source may overwrite once the next is asked for
 * @param <K> what is kept of an input row while its batch fills
 * @param <O> output row, which may be overwritten once the next is asked for
 */
public interface RowBridge<I, K, O> {
  K keep(I row);

  /** The features of {@code row} for the scorer of this number; may be null. */
  Object features(I row, int scorer);

  /** Joins what was kept of a row with what the scorers have for row {@code index}. */
  O join(K kept, List<BatchScorer> scorers, int index);
}
