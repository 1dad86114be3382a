package io.nibble.spark.score.udf;

import io.nibble.memory.Slice;
import io.nibble.spark.score.FeatureFormat;
import io.nibble.spark.score.FeatureReader;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import scala.collection.Seq;

/**
 * Features as Spark hands them to a classic UDF: a Scala sequence of numbers, a row of them, one
 * number, or an ML vector. Numbers go by way of double, as in SQL; what SQL refuses when it
 * analyses a query is refused here whatever becomes of bad rows.
 */
final class ObjectFeatures implements FeatureReader {
  private final float[] row;
  private final FieldPlaces fields;
  private StructType schema;
  private int[] places;

  ObjectFeatures(int width, FieldPlaces fields) {
    this.row = new float[width];
    this.fields = fields;
  }

  @Override
  public Optional<String> read(Object features, Slice input, int index) {
    Optional<String> defect = read(features);
    if (defect.isEmpty()) {
      input.copyFrom(row, 0, (long) index * row.length, row.length);
    }
    return defect;
  }

  private Optional<String> read(Object features) {
    if (features instanceof Seq<?> numbers) {
      return readNumbers(numbers);
    }
    if (features instanceof Row struct) {
      return readFields(struct);
    }
    if (features instanceof Number number) {
      return row.length == 1 ? put(0, number, "") : Optional.of("1 numbers");
    }
    return VectorFeatures.isVector(features)
        ? VectorFeatures.read(features, row)
        : put(0, features, "");
  }

  private Optional<String> readNumbers(Seq<?> numbers) {
    if (numbers.size() != row.length) {
      return Optional.of(numbers.size() + " numbers");
    }
    for (int i = 0; i < row.length; i++) {
      Optional<String> defect = put(i, numbers.apply(i), "ARRAY of ");
      if (defect.isPresent()) {
        return defect;
      }
    }
    return Optional.empty();
  }

  private Optional<String> readFields(Row struct) {
    if (struct.schema() != schema) {
      places = fields.in(struct.schema(), row.length);
      schema = struct.schema();
    }
    for (int i = 0; i < row.length; i++) {
      Optional<String> defect = put(i, struct.get(places[i]), "STRUCT with ");
      if (defect.isPresent()) {
        return defect;
      }
    }
    return Optional.empty();
  }

  private Optional<String> put(int index, Object element, String container) {
    if (element == null) {
      return Optional.of("NULL in element " + index);
    }
    if (!(element instanceof Number number)) {
      throw new IllegalArgumentException(
          "features are "
              + container
              + ValueNames.of(element)
              + ", expected "
              + FeatureFormat.ACCEPTED
              + ". Cast or convert it in the query.");
    }
    row[index] = (float) number.doubleValue();
    return Optional.empty();
  }
}
