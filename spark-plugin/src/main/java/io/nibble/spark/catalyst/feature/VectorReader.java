package io.nibble.spark.catalyst.feature;

import io.nibble.memory.Slice;
import io.nibble.spark.score.FeatureReader;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;

/**
 * Features in an ML vector, dense or sparse. Spark stores one as a struct: kind, size, indices,
 * values; size and indices are NULL in a dense one.
 */
final class VectorReader implements FeatureReader {
  private static final int KIND = 0;
  private static final int SIZE = 1;
  private static final int INDICES = 2;
  private static final int VALUES = 3;
  private static final byte SPARSE = 0;
  private static final byte DENSE = 1;

  private final DoubleArrayReader dense;
  private final float[] row;

  VectorReader(int width) {
    this.dense = new DoubleArrayReader(width);
    this.row = new float[width];
  }

  @Override
  public Optional<String> read(Object features, Slice input, int index) {
    InternalRow vector = (InternalRow) features;
    byte kind = vector.getByte(KIND);
    if (kind != SPARSE && kind != DENSE) {
      return Optional.of("a vector of the kind " + kind + ", expected 0 or 1");
    }
    if (vector.isNullAt(VALUES)) {
      return Optional.of("a vector without values");
    }
    return kind == SPARSE
        ? readSparse(vector, input, index)
        : dense.read(vector.getArray(VALUES), input, index);
  }

  private Optional<String> readSparse(InternalRow vector, Slice input, int index) {
    if (vector.getInt(SIZE) != row.length) {
      return Optional.of(vector.getInt(SIZE) + " numbers");
    }
    if (vector.isNullAt(INDICES)) {
      return Optional.of("a sparse vector without indices");
    }
    Optional<String> defect = spread(vector.getArray(INDICES), vector.getArray(VALUES));
    if (defect.isEmpty()) {
      input.copyFrom(row, 0, (long) index * row.length, row.length);
    }
    return defect;
  }

  // What ML makes is sound; what a file holds need not be.
  private Optional<String> spread(ArrayData indices, ArrayData values) {
    int entries = indices.numElements();
    if (values.numElements() != entries) {
      return Optional.of(
          entries + " indices and " + values.numElements() + " values in a sparse vector");
    }
    Arrays.fill(row, 0);
    int previous = -1;
    for (int i = 0; i < entries; i++) {
      int at = indices.getInt(i);
      if (at <= previous || at >= row.length) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "index %d in entry %d of a sparse vector, expected %d to %d",
                at,
                i,
                previous + 1,
                row.length - 1));
      }
      row[at] = (float) values.getDouble(i);
      previous = at;
    }
    return Optional.empty();
  }
}
