package io.nibble.spark.score.udf;

import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Map;
import scala.collection.Seq;

/** What SQL calls the type of a value that Spark hands to a classic UDF. */
final class ValueNames {
  private static final Map<Class<?>, String> NAMES =
      Map.of(
          Boolean.class, "BOOLEAN",
          String.class, "STRING",
          byte[].class, "BINARY",
          Timestamp.class, "TIMESTAMP",
          Instant.class, "TIMESTAMP",
          LocalDateTime.class, "TIMESTAMP_NTZ",
          Date.class, "DATE",
          LocalDate.class, "DATE");

  private ValueNames() {}

  static String of(Object value) {
    return value instanceof Seq<?>
        ? "ARRAY"
        : NAMES.getOrDefault(value.getClass(), value.getClass().getName());
  }
}
