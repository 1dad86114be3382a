package io.nibble.spark.job;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/** The features of a row, out of the columns that hold them. */
final class Features {
  private Features() {}

  /**
   * One column as it is, text in it read as a JSON array, or several columns of numbers as one
   * array.
   */
  static Column of(Dataset<Row> rows, List<String> names) {
    if (names.size() > 1) {
      return array(
          names.stream()
              .map(name -> quoted(name).cast(DataTypes.FloatType))
              .toArray(Column[]::new));
    }
    Column column = quoted(names.get(0));
    return rows.select(column).schema().apply(0).dataType().equals(DataTypes.StringType)
        ? parsed(column)
        : column;
  }

  /** Text that is no array becomes an empty one, which no model takes: a bad row, not a NULL. */
  private static Column parsed(Column text) {
    Column numbers = from_json(text, DataTypes.createArrayType(DataTypes.DoubleType));
    return coalesce(
        numbers,
        when(text.isNotNull(), array().cast(DataTypes.createArrayType(DataTypes.DoubleType))));
  }

  static Column quoted(String name) {
    return col("`" + name.replace("`", "``") + "`");
  }
}
