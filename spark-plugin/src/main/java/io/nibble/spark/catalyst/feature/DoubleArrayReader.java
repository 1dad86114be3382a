package io.nibble.spark.catalyst.feature;

import io.nibble.memory.Slice;
import io.nibble.spark.score.FeatureReader;
import java.util.Optional;
import org.apache.spark.sql.catalyst.util.ArrayData;

/** Features in an ARRAY&lt;DOUBLE&gt;, each rounded to the nearest float32. */
final class DoubleArrayReader implements FeatureReader {
  private final float[] row;

  DoubleArrayReader(int width) {
    this.row = new float[width];
  }

  @Override
  public Optional<String> read(Object features, Slice input, int index) {
    ArrayData array = (ArrayData) features;
    Optional<String> defect = ArrayChecks.defect(array, row.length);
    if (defect.isEmpty()) {
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) array.getDouble(i);
      }
      input.copyFrom(row, 0, (long) index * row.length, row.length);
    }
    return defect;
  }
}
