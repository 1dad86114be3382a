package io.nibble.spark.differential;

import java.io.Serializable;
import java.util.concurrent.atomic.LongAdder;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Functions that return their argument and count how often they are evaluated. */
enum Watched {
  WITH_CALLS,
  WITH_UDFS;

  private final LongAdder evaluated = new LongAdder();

  /** Evaluations in the sessions of this kind. */
  long evaluated() {
    return evaluated.sum();
  }

  void register(SparkSession spark) {
    UDF1<Object, Object> count = (UDF1<Object, Object> & Serializable) this::count;
    DataType array = DataTypes.createArrayType(DataTypes.FloatType);
    StructType struct = new StructType();
    for (int i = 1; i <= Tables.WIDTH; i++) {
      struct = struct.add("n" + i, DataTypes.DoubleType);
    }
    spark.udf().register("watched_array", count, array);
    spark.udf().register("watched_struct", count, struct);
  }

  private Object count(Object value) {
    evaluated.increment();
    return value;
  }
}
