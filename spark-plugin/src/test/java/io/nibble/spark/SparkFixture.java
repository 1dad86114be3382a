package io.nibble.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.memory.OffHeap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A local Spark application for the tests of a class. Once it has stopped, off-heap memory that is
 * still there fails the class.
 */
public final class SparkFixture implements BeforeAllCallback, AfterAllCallback {
  private final Map<String, String> conf = new LinkedHashMap<>();
  private SparkSession session;
  private Path directory;

  private SparkFixture() {
    conf.put("spark.master", "local[2]");
    conf.put("spark.app.name", "nibble tests");
    conf.put("spark.ui.enabled", "false");
    conf.put("spark.driver.host", "localhost");
    conf.put("spark.sql.shuffle.partitions", "3");
  }

  /** With the plugin. */
  public static SparkFixture withPlugin() {
    return plain().with("spark.plugins", NibblePlugin.class.getName());
  }

  /** With nothing of Nibble. */
  public static SparkFixture plain() {
    return new SparkFixture();
  }

  public SparkFixture with(String key, String value) {
    conf.put(key, value);
    return this;
  }

  public SparkSession session() {
    return session;
  }

  /** A directory that is deleted in the end. */
  public Path directory() {
    return directory;
  }

  /** Starts the application, for tests that need one of their own. */
  public SparkFixture start() throws IOException {
    directory = Files.createTempDirectory("nibble-spark");
    SparkSession.Builder builder =
        SparkSession.builder()
            .config("spark.sql.warehouse.dir", directory.resolve("warehouse").toString())
            .config("spark.local.dir", directory.resolve("local").toString());
    conf.forEach(builder::config);
    session = builder.getOrCreate();
    return this;
  }

  /** Stops the application and checks that it freed everything. */
  public void stop() {
    session.stop();
    SparkSession.clearActiveSession();
    SparkSession.clearDefaultSession();
    FileUtil.fullyDelete(directory.toFile());
    assertThat(OffHeap.liveBytes()).as("off-heap bytes left by the application").isZero();
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    start();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    stop();
  }
}
