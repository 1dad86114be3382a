package io.nibble.spark.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Runs a query, runs it under a setting that must fail it, and runs it again. Arguments: the query,
 * the setting and its value, a directory for the rows, the error, and what executors hold before
 * and after it.
 */
public final class FailingQueryApp {
  private FailingQueryApp() {}

  public static void main(String[] args) throws IOException {
    SparkSession spark = SparkSession.builder().getOrCreate();
    Path directory = Path.of(args[3]);
    Files.write(directory.resolve("rows"), rows(spark, args[0]));
    Files.write(directory.resolve("before"), StoreReport.collect(spark));
    spark.conf().set(args[1], args[2]);
    Files.writeString(directory.resolve("error"), error(spark, args[0]));
    spark.conf().unset(args[1]);
    Files.write(directory.resolve("after"), StoreReport.collect(spark));
    Files.write(directory.resolve("again"), rows(spark, args[0]));
    spark.stop();
  }

  private static String error(SparkSession spark, String query) {
    try {
      return "no error but " + rows(spark, query).size() + " rows";
    } catch (Exception e) {
      return e.toString();
    }
  }

  private static List<String> rows(SparkSession spark, String query) {
    return spark.sql(query).collectAsList().stream().map(Row::toString).sorted().toList();
  }
}
