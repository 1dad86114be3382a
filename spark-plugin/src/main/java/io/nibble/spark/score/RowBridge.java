package io.nibble.spark.score;

import io.nibble.memory.Slice;

/**
 * How rows of one kind go into batches and come out as rows of another. What it keeps of a batch is
 * overwritten by the next.
 *
 * @param <I> input row, which its source may overwrite once the next is asked for
 * @param <O> output row, which may be overwritten once the next is asked for
 */
public interface RowBridge<I, O> {
  /** Keeps what is passed on of the input row that is number {@code index} of its batch. */
  void keep(int index, I row);

  /** The features of {@code row} for the scorer of this number; may be null. */
  Object features(I row, int scorer);

  /**
   * Appends scores to row {@code index}: the floats of {@code output} from {@code first} on.
   * Scorers come in their order; one whose scores are NULL does not come.
   */
  void scores(int index, int scorer, Slice output, long first);

  /** Row {@code index} of the batch. */
  O row(int index);
}
