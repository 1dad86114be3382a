package io.nibble.spark.catalyst.feature;

import io.nibble.memory.Slice;
import io.nibble.spark.score.FeatureReader;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.unsafe.Platform;

/** Features in an ARRAY&lt;FLOAT&gt;. */
final class FloatArrayReader implements FeatureReader {
  private final int width;

  FloatArrayReader(int width) {
    this.width = width;
  }

  @Override
  public Optional<String> read(Object features, Slice input, int row) {
    ArrayData array = (ArrayData) features;
    Optional<String> defect = ArrayChecks.defect(array, width);
    if (defect.isEmpty()) {
      copy(array, input.slice((long) row * width * Float.BYTES, (long) width * Float.BYTES));
    }
    return defect;
  }

  private void copy(ArrayData array, Slice target) {
    if (array instanceof UnsafeArrayData unsafe) {
      int header = UnsafeArrayData.calculateHeaderPortionInBytes(width);
      Platform.copyMemory(
          unsafe.getBaseObject(),
          unsafe.getBaseOffset() + header,
          null,
          target.address(),
          target.size());
    } else {
      target.copyFrom(array.toFloatArray(), 0, 0, width);
    }
  }
}
