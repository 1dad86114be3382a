package io.nibble.examples;

import static org.apache.spark.sql.functions.col;

import io.nibble.spark.Nibble;
import java.io.IOException;
import org.apache.spark.sql.SparkSession;

/**
 * A program that scores with Nibble: keeps every column of a Parquet table and adds {@code scores}.
 *
 * <p>Arguments: model file, input folder, feature column, output folder. Where no program is
 * wanted, the job {@code score} does this and more.
 */
public final class ScoreTable {
  private ScoreTable() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 4) {
      throw new IllegalArgumentException(
          "expected MODEL.nibble INPUT FEATURES OUTPUT but got " + arguments.length + " arguments");
    }
    try (SparkSession spark = SparkSession.builder().appName("Nibble score table").getOrCreate()) {
      run(spark, arguments[0], arguments[1], arguments[2], arguments[3]);
    }
  }

  static void run(SparkSession spark, String model, String input, String features, String output) {
    spark
        .read()
        .parquet(input)
        .withColumn("scores", Nibble.predict(model, col(features)))
        .write()
        .parquet(output);
  }
}
