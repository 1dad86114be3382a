package io.nibble.spark.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.build.ModelFixtures;
import io.nibble.file.storage.ByteSource;
import io.nibble.graph.ModelHeader;
import io.nibble.spark.Nibble;
import io.nibble.spark.Rows;
import io.nibble.spark.SparkFixture;
import io.nibble.spark.models.GatedFileSystem.Gate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A store that does not answer holds up those who want its file, and nobody else. */
@Timeout(60)
class TestSlowStorage {
  @RegisterExtension
  static final SparkFixture SPARK =
      SparkFixture.withPlugin().with("spark.hadoop.fs.gated.impl", GatedFileSystem.class.getName());

  private static long dataOffset;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @BeforeAll
  static void measure() throws IOException {
    Path file = SPARK.directory().resolve("measured.nibble");
    ModelFixtures.mlp(file, 1, 4, 3);
    try (ByteSource source = ByteSource.of(file)) {
      dataOffset = ModelHeader.read(source).dataOffset();
    }
  }

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  @Test
  void checkingOneModelHoldsUpNoOther() throws Exception {
    String stuck = model("stuck-check.nibble");
    try (Gate gate = GatedFileSystem.shut(dataOffset)) {
      Future<List<String>> waiting = threads.submit(() -> Rows.sorted(scores(stuck)));
      gate.awaitReader();
      // As many as have a bucket of any hash table in common with it.
      for (int i = 0; i < 40; i++) {
        String other = model("other" + i + ".nibble");
        assertThat(threads.submit(() -> scores(other).schema()).get()).isNotNull();
        assertThat(threads.submit(() -> Nibble.unload(other)).get()).isTrue();
      }
      assertThat(waiting.isDone()).isFalse();
      gate.open();
      assertThat(waiting.get()).hasSize(40);
    }
  }

  @Test
  void queriesOfOneModelThatIsBeingCheckedReadItOnceAndCanBeCancelled() throws Exception {
    String stuck = model("stuck-twice.nibble");
    try (Gate gate = GatedFileSystem.shut(dataOffset)) {
      Future<List<String>> first = threads.submit(() -> Rows.sorted(scores(stuck)));
      gate.awaitReader();
      Future<List<String>> cancelled = threads.submit(() -> Rows.sorted(scores(stuck)));
      Future<List<String>> second = threads.submit(() -> Rows.sorted(scores(stuck)));
      Thread.sleep(200);
      cancelled.cancel(true);
      gate.open();
      assertThat(first.get()).isEqualTo(second.get());
    }
  }

  @Test
  void whenTheQueryThatChecksIsCancelledAnotherTakesOver() throws Exception {
    String stuck = model("stuck-cancelled.nibble");
    try (Gate gate = GatedFileSystem.shut(dataOffset)) {
      Future<List<String>> first = threads.submit(() -> Rows.sorted(scores(stuck)));
      gate.awaitReader();
      Future<List<String>> second = threads.submit(() -> Rows.sorted(scores(stuck)));
      Thread.sleep(200);
      first.cancel(true);
      gate.open();
      assertThat(second.get()).hasSize(40);
    }
  }

  @Test
  void sendingOneModelHoldsUpNoOtherAndCanBeUnloaded() throws Exception {
    String stuck = model("stuck-send.nibble");
    Dataset<Row> query = scores(stuck);
    try (Gate gate = GatedFileSystem.shut(dataOffset)) {
      Future<List<String>> waiting = threads.submit(() -> Rows.sorted(query));
      gate.awaitReader();
      assertThat(threads.submit(() -> Nibble.unload(stuck)).get()).isTrue();
      String other = model("unlike.nibble");
      assertThat(threads.submit(() -> Rows.sorted(scores(other))).get()).hasSize(40);
      gate.open();
      assertThat(waiting.get()).hasSize(40);
    }
  }

  private static String model(String name) {
    Path file = SPARK.directory().resolve(name);
    ModelFixtures.mlp(file, 1, 4, 3);
    return "gated://" + file;
  }

  private static Dataset<Row> scores(String model) {
    return SPARK
        .session()
        .newSession()
        .sql("SELECT nibble_predict('" + model + "', array(id, 1, -id, 2)) s FROM range(40)");
  }
}
