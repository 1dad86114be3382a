package io.nibble.spark;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.build.ModelFixtures;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stream that another application goes on with. */
class TestStreamRestart {
  @TempDir private Path directory;

  @Test
  void aNewApplicationGoesOnFromTheCheckpoint() throws Exception {
    String model = ModelFixtures.mlp(directory.resolve("m.nibble"), 5, StreamFolders.WIDTH, 20, 3);
    UnaryOperator<Dataset<Row>> scoring =
        rows -> rows.select(col("id"), Nibble.predict(model, col("f")).as("s"));
    StreamFolders folders = new StreamFolders(directory);

    SparkFixture first = SparkFixture.withPlugin().start();
    try {
      folders.put(first.session(), 0, 60, 3);
      folders.interrupt(first.session(), scoring);
    } finally {
      first.stop();
    }
    SparkFixture second = SparkFixture.withPlugin().start();
    try {
      long before = folders.written(second.session()).count();
      assertThat(before).isBetween(20L, 60L);
      folders.put(second.session(), 60, 100, 2);
      folders.run(second.session(), scoring);
      assertThat(Rows.sorted(folders.written(second.session())))
          .hasSize(100)
          .isEqualTo(folders.expected(second.session(), scoring));
    } finally {
      second.stop();
    }
  }
}
