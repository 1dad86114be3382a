package io.nibble.spark.job.output;

import io.nibble.spark.job.settings.Place;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * Whether overwriting a partitioned table replaces all of it, or with {@code dynamic} the
 * partitions that get rows; by Spark's setting, or its writer's option.
 */
public final class PartitionOverwrite {
  public static final String KEY = "spark.sql.sources.partitionOverwriteMode";

  private static final String OPTION = "partitionOverwriteMode";

  private PartitionOverwrite() {}

  /** Spark heeds the option only where it writes files; the setting holds for tables too. */
  public static void set(SparkSession spark, Place output) {
    for (Map.Entry<String, String> option : output.options().entrySet()) {
      if (option.getKey().equalsIgnoreCase(OPTION)) {
        spark.conf().set(KEY, option.getValue());
      }
    }
  }

  public static String of(SparkSession spark) {
    return spark.conf().get(KEY);
  }

  public static boolean isDynamic(SparkSession spark) {
    return of(spark).equalsIgnoreCase("dynamic");
  }
}
