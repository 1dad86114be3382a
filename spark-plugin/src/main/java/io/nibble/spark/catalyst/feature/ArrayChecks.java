package io.nibble.spark.catalyst.feature;

import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.unsafe.Platform;

/** What can be wrong with an array of features but for its values. */
final class ArrayChecks {
  private static final int NULL_BITS = Long.BYTES;

  private ArrayChecks() {}

  /** Why {@code array} is no row of {@code width} numbers; empty if it is one. */
  static Optional<String> defect(ArrayData array, int width) {
    if (array.numElements() != width) {
      return Optional.of(array.numElements() + " numbers");
    }
    return mayHaveNull(array) ? firstNull(array) : Optional.empty();
  }

  // The null bits follow the number of elements, a long word for each 64 of them.
  private static boolean mayHaveNull(ArrayData array) {
    if (!(array instanceof UnsafeArrayData unsafe)) {
      return true;
    }
    int end = UnsafeArrayData.calculateHeaderPortionInBytes(unsafe.numElements());
    for (int at = NULL_BITS; at < end; at += Long.BYTES) {
      if (Platform.getLong(unsafe.getBaseObject(), unsafe.getBaseOffset() + at) != 0) {
        return true;
      }
    }
    return false;
  }

  private static Optional<String> firstNull(ArrayData array) {
    for (int i = 0; i < array.numElements(); i++) {
      if (array.isNullAt(i)) {
        return Optional.of("NULL in element " + i);
      }
    }
    return Optional.empty();
  }
}
