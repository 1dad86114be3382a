package io.nibble.spark.catalyst;

import io.nibble.kernel.Slice;
import io.nibble.spark.exec.FeatureReader;
import java.util.Arrays;
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

  private final DoubleArrayReader dense;
  private final float[] row;

  VectorReader(int width) {
    this.dense = new DoubleArrayReader(width);
    this.row = new float[width];
  }

  @Override
  public Optional<String> read(Object features, Slice input, int index) {
    InternalRow vector = (InternalRow) features;
    return vector.getByte(KIND) == SPARSE
        ? readSparse(vector, input, index)
        : dense.read(vector.getArray(VALUES), input, index);
  }

  private Optional<String> readSparse(InternalRow vector, Slice input, int index) {
    if (vector.getInt(SIZE) != row.length) {
      return Optional.of(vector.getInt(SIZE) + " numbers");
    }
    ArrayData indices = vector.getArray(INDICES);
    ArrayData values = vector.getArray(VALUES);
    Arrays.fill(row, 0);
    for (int i = 0; i < indices.numElements(); i++) {
      row[indices.getInt(i)] = (float) values.getDouble(i);
    }
    input.copyFrom(row, 0, (long) index * row.length, row.length);
    return Optional.empty();
  }
}
