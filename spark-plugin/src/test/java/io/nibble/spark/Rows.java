package io.nibble.spark;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Answers of queries, for comparison. */
public final class Rows {
  private Rows() {}

  /**
   * The rows as text, sorted. Two float32 have the same text only if they are the same number, so
   * equal texts are equal bits, but for the sign of a NaN.
   */
  public static List<String> sorted(Dataset<Row> query) {
    return query.collectAsList().stream().map(Row::toString).sorted().toList();
  }
}
