package io.nibble.spark.catalyst.feature;

import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.ShortType;

/** Reads a number that is not NULL as float32: by way of DOUBLE, as numbers in arrays go. */
@FunctionalInterface
interface NumberReader {
  float read(SpecializedGetters row, int place);

  /**
   * The reader of a column of {@code type}.
   *
   * @throws IllegalArgumentException if it holds no numbers
   */
  static NumberReader of(DataType type) {
    if (type instanceof FloatType) {
      return SpecializedGetters::getFloat;
    }
    if (type instanceof DoubleType) {
      return (row, place) -> (float) row.getDouble(place);
    }
    if (type instanceof DecimalType t) {
      return (row, place) -> (float) row.getDecimal(place, t.precision(), t.scale()).toDouble();
    }
    return ofWhole(type);
  }

  private static NumberReader ofWhole(DataType type) {
    if (type instanceof LongType) {
      return (row, place) -> (float) (double) row.getLong(place);
    }
    if (type instanceof IntegerType) {
      return (row, place) -> (float) (double) row.getInt(place);
    }
    if (type instanceof ShortType) {
      return SpecializedGetters::getShort;
    }
    if (type instanceof ByteType) {
      return SpecializedGetters::getByte;
    }
    if (type instanceof NullType) {
      return (row, place) -> Float.NaN;
    }
    throw new IllegalArgumentException(type.sql() + " is no number");
  }
}
