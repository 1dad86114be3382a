package io.nibble.examples;

import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How many rows a model labelled as people did. */
public record Accuracy(long right, long rows) {
  /** Counts the rows of {@code scored} whose digit is their label. */
  static Accuracy of(Dataset<Row> scored) {
    Row counts = scored.selectExpr("count_if(digit = label)", "count(*)").first();
    return new Accuracy(counts.getLong(0), counts.getLong(1));
  }

  public double percent() {
    return 100.0 * right / rows;
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.2f %% (%d of %d)", percent(), right, rows);
  }
}
