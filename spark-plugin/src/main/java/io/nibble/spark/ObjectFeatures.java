package io.nibble.spark;

import io.nibble.kernel.Slice;
import io.nibble.spark.exec.FeatureReader;
import java.util.Optional;
import scala.collection.Seq;

/** Features as Spark hands them to a classic UDF: a Scala sequence of numbers, or an ML vector. */
final class ObjectFeatures implements FeatureReader {
  private final float[] row;

  ObjectFeatures(int width) {
    this.row = new float[width];
  }

  @Override
  public Optional<String> read(Object features, Slice input, int index) {
    Optional<String> defect =
        features instanceof Seq<?> numbers
            ? readNumbers(numbers)
            : VectorFeatures.read(features, row);
    if (defect.isEmpty()) {
      input.copyFrom(row, 0, (long) index * row.length, row.length);
    }
    return defect;
  }

  private Optional<String> readNumbers(Seq<?> numbers) {
    if (numbers.size() != row.length) {
      return Optional.of(numbers.size() + " numbers");
    }
    for (int i = 0; i < row.length; i++) {
      Object element = numbers.apply(i);
      if (!(element instanceof Number number)) {
        return Optional.of((element == null ? "NULL" : element) + " in element " + i);
      }
      row[i] = (float) number.doubleValue();
    }
    return Optional.empty();
  }
}
