package io.nibble.spark.job.settings;

import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Where a table lies.
 *
 * @param format a format that Spark knows by name, or {@link #TABLE}
 * @param location a path, a table's name, or null for formats that take everything from options
 * @param options of Spark's reader or writer
 */
public record Place(String format, String location, Map<String, String> options) {
  /** The word for tables of Spark's catalogs. */
  static final String TABLE = "table";

  /** Formats whose tables are plain files in a folder, which may be moved. */
  private static final Set<String> FILES = Set.of("parquet", "orc", "csv", "json");

  public boolean isTable() {
    return format.equals(TABLE);
  }

  public boolean isFiles() {
    return FILES.contains(format) && location != null;
  }

  /**
   * The table as Spark reads it.
   *
   * @param schema its columns as DDL, or null to have Spark find out
   */
  public Dataset<Row> read(SparkSession spark, String schema) {
    if (isTable()) {
      return spark.table(location);
    }
    DataFrameReader reader = spark.read().format(format).options(options);
    if (schema != null) {
      reader = reader.schema(schema);
    }
    return location == null ? reader.load() : reader.load(location);
  }

  @Override
  public String toString() {
    return location == null ? format : format + " " + location;
  }
}
