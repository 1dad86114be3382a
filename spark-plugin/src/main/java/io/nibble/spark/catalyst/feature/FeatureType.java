package io.nibble.spark.catalyst.feature;

import io.nibble.spark.score.FeatureFormat;
import io.nibble.spark.score.FeatureReader;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.NumericType;

/** The column types that features may have. */
public enum FeatureType implements FeatureFormat {
  FLOATS {
    @Override
    public FeatureReader reader(int width) {
      return new FloatArrayReader(width);
    }
  },
  DOUBLES {
    @Override
    public FeatureReader reader(int width) {
      return new DoubleArrayReader(width);
    }
  },
  VECTOR {
    @Override
    public FeatureReader reader(int width) {
      return new VectorReader(width);
    }
  };

  // By name, so that mllib need not be on the class path.
  private static final Set<String> VECTOR_TYPES =
      Set.of("org.apache.spark.ml.linalg.VectorUDT", "org.apache.spark.mllib.linalg.VectorUDT");

  /** The form of a column of {@code type}; empty if it is none of these. */
  public static Optional<FeatureType> of(DataType type) {
    if (type instanceof ArrayType array) {
      return ofElements(array.elementType());
    }
    return VECTOR_TYPES.contains(type.getClass().getName())
        ? Optional.of(VECTOR)
        : Optional.empty();
  }

  private static Optional<FeatureType> ofElements(DataType type) {
    if (type instanceof FloatType) {
      return Optional.of(FLOATS);
    }
    return type instanceof DoubleType ? Optional.of(DOUBLES) : Optional.empty();
  }

  /** The type to which Spark would cast a column that is not yet features, if there is one. */
  public static Optional<DataType> castOf(DataType type) {
    if (type instanceof NullType) {
      return Optional.of(new ArrayType(DataTypes.FloatType, true));
    }
    if (type instanceof ArrayType array && isNumber(array.elementType())) {
      return Optional.of(new ArrayType(DataTypes.DoubleType, array.containsNull()));
    }
    return Optional.empty();
  }

  /** Whether Spark can cast the type to a number without a loss of meaning. */
  public static boolean isNumber(DataType type) {
    return type instanceof NumericType || type instanceof NullType;
  }
}
