package io.nibble.spark.job.chunk;

import static org.apache.spark.ml.functions.vector_to_array;

import org.apache.spark.sql.Column;

/** ML vectors; apart, so that sessions without mllib never load its classes. */
final class Vectors {
  private Vectors() {}

  static Column toArray(Column vector) {
    return vector_to_array(vector, "float64");
  }
}
