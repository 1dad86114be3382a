package io.nibble.spark.conf;

import org.apache.spark.SparkConf;

/** Settings that list classes. */
public final class ClassNames {
  private ClassNames() {}

  /** Adds a class to a list, unless it is there. */
  public static void add(SparkConf conf, String key, Class<?> added) {
    String classes = conf.get(key, "").replace(" ", "");
    if (!("," + classes + ",").contains("," + added.getName() + ",")) {
      conf.set(key, classes.isEmpty() ? added.getName() : classes + "," + added.getName());
    }
  }
}
