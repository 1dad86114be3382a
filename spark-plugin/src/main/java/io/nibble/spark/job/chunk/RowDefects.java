package io.nibble.spark.job.chunk;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;

/** Why a row with features has no scores. */
final class RowDefects {
  static final String LENGTH = "wrong length";
  static final String NULL_ELEMENT = "NULL element";
  static final String NOT_FINITE = "NaN or infinity";
  static final String SCORE = "score not finite";

  /** All reasons, in the order in which they are looked for. */
  static final List<String> ALL = List.of(LENGTH, NULL_ELEMENT, NOT_FINITE, SCORE);

  private RowDefects() {}

  /**
   * The reason, NULL for rows that are not bad.
   *
   * @param array the features as an array; not looked at where they are NULL
   * @param width features that the model takes
   */
  static Column reason(Column features, Column array, Column scores, int width) {
    return when(
        scores.isNull().and(features.isNotNull()),
        when(size(array).notEqual(width), LENGTH)
            .when(exists(array, Column::isNull), NULL_ELEMENT)
            .when(exists(array, RowDefects::isNotFinite), NOT_FINITE)
            .otherwise(SCORE));
  }

  private static Column isNotFinite(Column element) {
    Column value = element.cast(DataTypes.FloatType);
    return value.isNaN().or(abs(value).equalTo(Float.POSITIVE_INFINITY));
  }
}
