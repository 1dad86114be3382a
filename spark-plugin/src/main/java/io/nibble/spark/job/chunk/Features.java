package io.nibble.spark.job.chunk;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;

/**
 * The features of a row, out of the columns that hold them: as SQL has them, which decides on
 * types, casts and names; but text is read first, one column as a JSON array, several as numbers.
 */
public final class Features {
  private static final DataType NUMBERS = DataTypes.createArrayType(DataTypes.DoubleType);

  private Features() {}

  /** The features that {@code model} gets for the columns. */
  static Column of(Dataset<Row> rows, List<String> names, String model) {
    Stream<Column> features =
        names.size() == 1
            ? Stream.of(isText(rows, names.get(0)) ? parsed(names.get(0)) : quoted(names.get(0)))
            : names.stream().map(name -> isText(rows, name) ? number(name) : quoted(name));
    return call_function(
        "nibble_features", Stream.concat(Stream.of(lit(model)), features).toArray(Column[]::new));
  }

  private static boolean isText(Dataset<Row> rows, String name) {
    return rows.select(quoted(name)).schema().apply(0).dataType() instanceof StringType;
  }

  /** Text that is no number becomes NULL, whatever Spark's ANSI mode. It keeps its name. */
  private static Column number(String name) {
    return expr("try_cast(" + sql(name) + " AS DOUBLE)").as(name);
  }

  /** Text that is no array becomes an empty one, which no model takes: a bad row, not a NULL. */
  private static Column parsed(String name) {
    Column text = quoted(name);
    return coalesce(from_json(text, NUMBERS), when(text.isNotNull(), array().cast(NUMBERS)));
  }

  public static Column quoted(String name) {
    return col(sql(name));
  }

  private static String sql(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
