package io.nibble.bench.spark;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/** Tables of an identifier and features. */
final class Tables {
  private Tables() {}

  /** Columns id and f: so many rows of so many floats, in so many partitions. */
  static Dataset<Row> random(SparkSession spark, int rows, int width, int partitions) {
    String features = "transform(sequence(1, " + width + "), i -> cast(sin(id * 64 + i) AS float))";
    return spark.range(0, rows, 1, partitions).selectExpr("id", features + " AS f");
  }

  /** Rows as pairs of an identifier and an array. */
  @SuppressWarnings("unchecked")
  static Encoder<Tuple2<Long, float[]>> pairs(SparkSession spark) {
    Encoder<float[]> floats = (Encoder<float[]>) (Object) spark.implicits().newFloatArrayEncoder();
    return Encoders.tuple(Encoders.LONG(), floats);
  }
}
