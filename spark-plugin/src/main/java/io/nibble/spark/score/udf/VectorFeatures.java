package io.nibble.spark.score.udf;

import java.util.Optional;
import org.apache.spark.ml.linalg.Vector;

/** ML vectors; apart, so that sessions without mllib never load its classes. */
final class VectorFeatures {
  private static final String PACKAGE = "org.apache.spark.ml.linalg.";
  private static final String OLD_PACKAGE = "org.apache.spark.mllib.linalg.";

  private VectorFeatures() {}

  static boolean isVector(Object features) {
    return features.getClass().getName().startsWith(PACKAGE) || isOld(features);
  }

  private static boolean isOld(Object features) {
    return features.getClass().getName().startsWith(OLD_PACKAGE);
  }

  /** Fills {@code row} from a vector; else says what is wrong. */
  static Optional<String> read(Object features, float[] row) {
    return copy(isOld(features) ? converted(features) : (Vector) features, row);
  }

  private static Vector converted(Object features) {
    return ((org.apache.spark.mllib.linalg.Vector) features).asML();
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
