package io.nibble.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.build.ModelFixtures;
import io.nibble.memory.OffHeap;
import io.nibble.spark.models.store.ModelLoadException;
import io.nibble.spark.models.store.ModelStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Models that are unloaded, idle, replaced or damaged while an application runs. */
class TestModelLifecycle {
  @RegisterExtension
  static final SparkFixture SPARK =
      SparkFixture.withPlugin().with("spark.nibble.store.idleSeconds", "3");

  private Path file;
  private String other;

  @BeforeEach
  void writeModels() {
    file = SPARK.directory().resolve("m.nibble");
    ModelFixtures.mlp(file, 1, 4, 3);
    other = ModelFixtures.mlp(SPARK.directory().resolve("other.nibble"), 2, 4, 3);
  }

  @AfterEach
  void unload() {
    Nibble.unload(file.toString());
  }

  @Test
  void unloadFreesAndTheNextQueryLoadsAgain() {
    Dataset<Row> early = scores(file);
    List<String> expected = Rows.sorted(scores(file));
    assertThat(OffHeap.liveBytes()).isPositive();
    assertThat(Nibble.unload(file.toString())).isTrue();
    assertThat(ModelStore.instance().holdings()).isEmpty();
    assertThat(OffHeap.liveBytes()).isZero();
    assertThat(Rows.sorted(scores(file))).isEqualTo(expected);
    assertThat(Nibble.unload(file.toString())).isTrue();
    assertThat(Rows.sorted(early)).as("analysed before").isEqualTo(expected);
  }

  @Test
  void unloadOfWhatNobodyNamed() {
    assertThat(Nibble.unload("/no/such.nibble")).isFalse();
  }

  @Test
  void anIdleModelLeavesAndComesBack() throws InterruptedException {
    Dataset<Row> query = scores(file);
    List<String> expected = Rows.sorted(query);
    for (int i = 0; i < 300 && OffHeap.liveBytes() > 0; i++) {
      Thread.sleep(100);
    }
    assertThat(OffHeap.liveBytes()).isZero();
    assertThat(Rows.sorted(query.select("*"))).isEqualTo(expected);
    assertThat(Rows.sorted(scores(file))).isEqualTo(expected);
  }

  @Test
  void aReplacedFileIsAnotherModelInTheNextQueryOnly() throws IOException {
    Dataset<Row> query = scores(file);
    List<String> before = Rows.sorted(query);
    replace(file, other);
    assertThat(Rows.sorted(query.select("*"))).as("the query of before").isEqualTo(before);
    assertThat(Rows.sorted(scores(file))).isEqualTo(Rows.sorted(scores(Path.of(other))));
    assertThat(Rows.sorted(query.select("*"))).as("the query of before").isEqualTo(before);
  }

  @Test
  void aReplacedFileShowsEvenWithTheSameLengthAndTime() throws IOException {
    FileTime time = FileTime.fromMillis(1_600_000_000_000L);
    assertThat(Files.size(file)).isEqualTo(Files.size(Path.of(other)));
    Files.setLastModifiedTime(file, time);
    List<String> before = Rows.sorted(scores(file));
    replace(file, other);
    Files.setLastModifiedTime(file, time);
    assertThat(Rows.sorted(scores(file)))
        .isNotEqualTo(before)
        .isEqualTo(Rows.sorted(scores(Path.of(other))));
  }

  @Test
  void weightsThatChangedBehindTheHeaderAreRefused() throws IOException {
    FileTime time = FileTime.fromMillis(1_600_000_000_000L);
    Files.setLastModifiedTime(file, time);
    Dataset<Row> query = scores(file);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 40] ^= 1;
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, time);
    assertThatThrownBy(query::collectAsList)
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining(file + " changed after the query was analysed");
  }

  private static void replace(Path target, String source) throws IOException {
    Path copy = Files.copy(Path.of(source), target.resolveSibling("copy"));
    Files.move(copy, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static Dataset<Row> scores(Path model) {
    return SPARK
        .session()
        .sql(
            "SELECT id, nibble_predict('"
                + model
                + "', array(id, 1, -id, 2)) s FROM range(0, 40, 1, 4)");
  }
}
