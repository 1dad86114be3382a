package io.nibble.spark.conf;

/** How the weights of models come to executors. */
public enum Distribution {
  /** Spark broadcasts them. */
  BROADCAST,
  /** Each executor gets them from the file. */
  FILE
}
