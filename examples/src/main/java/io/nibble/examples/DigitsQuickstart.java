package io.nibble.examples;

import io.nibble.kernel.Kernels;
import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Scores the held-out handwritten digits with a float32 and an int4 model through the same SQL
 * function, writes the int4 scores as Parquet and prints how the two compare.
 *
 * <p>Run it with spark-submit and the Nibble plugin; see {@code examples/quickstart.sh}.
 */
public final class DigitsQuickstart {
  private DigitsQuickstart() {}

  public static void main(String[] arguments) throws IOException {
    DigitsPaths paths = DigitsPaths.of(arguments);
    try (SparkSession spark = SparkSession.builder().appName("Nibble digits").getOrCreate()) {
      DigitsReport report = run(spark, paths);
      System.out.print(report);
      report.check();
    }
  }

  /** Accuracy of int4 is counted on the table as it reads back from disk. */
  static DigitsReport run(SparkSession spark, DigitsPaths paths) throws IOException {
    DigitsScoring scoring = new DigitsScoring(spark, paths.digits());
    Accuracy float32 = Accuracy.of(scoring.scored(paths.float32Model()));
    scoring.scored(paths.int4Model()).write().mode("overwrite").parquet(paths.scored());
    return new DigitsReport(
        float32,
        Accuracy.of(spark.read().parquet(paths.scored())),
        bytes(spark, paths.float32Model()),
        bytes(spark, paths.int4Model()),
        scoring.throughput(paths.int4Model()),
        Kernels.best().isa(),
        paths.scored());
  }

  private static long bytes(SparkSession spark, String file) throws IOException {
    Path path = new Path(file);
    return path.getFileSystem(spark.sparkContext().hadoopConfiguration())
        .getFileStatus(path)
        .getLen();
  }
}
