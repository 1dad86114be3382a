package io.nibble.spark.catalyst.feature;

import io.nibble.memory.Slice;
import io.nibble.spark.score.FeatureReader;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Features in the fields of a struct, each read once, in the order of the model's inputs. */
final class StructReader implements FeatureReader {
  private final StructField[] fields;
  private final int[] places;
  private final NumberReader[] numbers;
  private final float[] row;

  StructReader(StructType struct, List<Integer> places) {
    this.fields = struct.fields();
    this.places = places.stream().mapToInt(place -> place).toArray();
    this.numbers =
        places.stream()
            .map(place -> NumberReader.of(fields[place].dataType()))
            .toArray(NumberReader[]::new);
    this.row = new float[numbers.length];
  }

  @Override
  public Optional<String> read(Object features, Slice input, int index) {
    InternalRow struct = (InternalRow) features;
    for (int i = 0; i < row.length; i++) {
      if (struct.isNullAt(places[i])) {
        return Optional.of("NULL in element " + i + " (field " + fields[places[i]].name() + ")");
      }
      row[i] = numbers[i].read(struct, places[i]);
    }
    input.copyFrom(row, 0, (long) index * row.length, row.length);
    return Optional.empty();
  }
}
