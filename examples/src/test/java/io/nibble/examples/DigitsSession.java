package io.nibble.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.memory.OffHeap;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** A local session with the plugin. Closing it checks that no off-heap byte is left. */
record DigitsSession(SparkSession spark) implements AutoCloseable {
  static final String DIGITS = Path.of("data", "digits.parquet").toAbsolutePath().toString();

  /**
   * @param warehouse folder for tables
   */
  static DigitsSession create(Path warehouse) {
    return new DigitsSession(
        SparkSession.builder()
            .master("local[2]")
            .config("spark.plugins", "io.nibble.spark.NibblePlugin")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.warehouse.dir", warehouse.toString())
            .getOrCreate());
  }

  @Override
  public void close() {
    spark.stop();
    assertThat(OffHeap.liveBytes()).as("off-heap bytes after the session").isZero();
  }
}
