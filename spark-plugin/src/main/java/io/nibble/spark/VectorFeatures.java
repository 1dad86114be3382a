package io.nibble.spark;

import java.util.Optional;
import org.apache.spark.ml.linalg.Vector;

/** ML vectors; apart, so that sessions without mllib never load its classes. */
final class VectorFeatures {
  private static final String PACKAGE = "org.apache.spark.ml.linalg.";

  private VectorFeatures() {}

  /** Fills {@code row} from a vector; else says what is wrong. */
  static Optional<String> read(Object features, float[] row) {
    if (!features.getClass().getName().startsWith(PACKAGE)) {
      return Optional.of("a " + features.getClass().getName());
    }
    return copy((Vector) features, row);
  }

  private static Optional<String> copy(Vector vector, float[] row) {
    if (vector.size() != row.length) {
      return Optional.of(vector.size() + " numbers");
    }
    double[] values = vector.toArray();
    for (int i = 0; i < row.length; i++) {
      row[i] = (float) values[i];
    }
    return Optional.empty();
  }
}
