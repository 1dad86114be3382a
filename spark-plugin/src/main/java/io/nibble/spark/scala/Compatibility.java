package io.nibble.spark.scala;

import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.util.Properties;

/** Whether this jar and the Spark that loads it go together. */
public final class Compatibility {
  private static final Logger LOG = LoggerFactory.getLogger(Compatibility.class);

  private static final String OLDEST_TESTED = "3.5";
  private static final String NEWEST_TESTED = "4.2";

  private Compatibility() {}

  /**
   * Whoever the JVM loads first calls it: with another Scala almost everything else is missing.
   *
   * @throws IllegalStateException naming the right jar
   */
  public static void checkScala() {
    checkScala(Properties.versionNumberString());
  }

  static void checkScala(String found) {
    String line = line(found);
    if (!line.equals(ScalaLine.version())) {
      throw new IllegalStateException(
          "this jar of Nibble is for Scala "
              + ScalaLine.version()
              + ", but this Spark runs on Scala "
              + found
              + ". Use nibble-spark-plugin_"
              + line
              + ".");
    }
  }

  /** Says so if it is a Spark that Nibble has not been tested with. */
  public static void logUntested(String spark) {
    if (!isTested(spark)) {
      LOG.warn(
          "Spark {} is none that this Nibble is tested with, {} to {}. If something is amiss, try"
              + " another release of either.",
          spark,
          OLDEST_TESTED,
          NEWEST_TESTED);
    }
  }

  static boolean isTested(String spark) {
    int[] line = numbers(line(spark));
    return Arrays.compare(line, numbers(OLDEST_TESTED)) >= 0
        && Arrays.compare(line, numbers(NEWEST_TESTED)) <= 0;
  }

  /** Major and minor version. */
  private static String line(String version) {
    String[] parts = version.split("[.-]", 3);
    return parts[0] + "." + parts[1];
  }

  private static int[] numbers(String line) {
    return Arrays.stream(line.split("\\.")).mapToInt(Integer::parseInt).toArray();
  }
}
