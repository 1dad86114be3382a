package io.nibble.spark.score;

import io.nibble.memory.Slice;
import java.util.Optional;

/** Copies the features of one row, in whatever form they come, into a batch of float32 rows. */
public interface FeatureReader {
  /**
   * Copies {@code features}, never null, to row {@code row} of {@code input}.
   *
   * @return what is wrong with them, such as "63 numbers" or "a NULL at element 5"; empty if
   *     nothing is. NaN and infinity pass here: the batch finds them.
   */
  Optional<String> read(Object features, Slice input, int row);
}
