package io.nibble.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.build.ModelFixtures;
import io.nibble.file.storage.ByteSource;
import io.nibble.graph.ModelHeader;
import io.nibble.memory.OffHeap;
import io.nibble.spark.models.store.ModelLoadException;
import io.nibble.spark.models.store.ModelStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.SparkFiles;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code spark.nibble.model.distribution=file}. */
class TestFileDistribution {
  @RegisterExtension
  static final SparkFixture SPARK =
      SparkFixture.withPlugin().with("spark.nibble.model.distribution", "file");

  private static int models;

  private Path file;
  private ModelHeader header;
  private List<String> expected;

  @BeforeEach
  void writeModel() throws IOException {
    file = SPARK.directory().resolve("m" + models++ + ".nibble");
    ModelFixtures.mlp(file, 1, 4, 3);
    try (ByteSource source = ByteSource.of(file);
        DirectScores direct = DirectScores.of(file.toString())) {
      header = ModelHeader.read(source);
      expected = List.of(direct.score(List.of(1, 2, 3, 4)).toString());
    }
  }

  @AfterEach
  void unload() {
    Nibble.unload(file.toString());
    assertThat(copy()).doesNotExist();
    assertThat(OffHeap.liveBytes()).isZero();
  }

  @Test
  void scoresFromALocalCopyUntilUnloaded() {
    assertThat(scores(query())).isEqualTo(expected);
    assertThat(copy()).hasSize(header.dataBytes());
    assertThat(ModelStore.instance().holdings())
        .singleElement()
        .extracting(ModelStore.Holding::nativeBytes)
        .isEqualTo(header.dataBytes());
    assertThat(OffHeap.liveBytes()).isEqualTo(header.dataBytes());
  }

  @Test
  void aFileThatIsOverwrittenOrCutDoesNotTouchQueriesThatUseIt() throws IOException {
    Dataset<Row> query = query();
    assertThat(scores(query)).isEqualTo(expected);
    Files.write(file, new byte[10]);
    assertThat(scores(query.select("s"))).isEqualTo(expected);
  }

  @Test
  void aFileThatChangedBeforeItWasCopiedIsRefused() throws IOException {
    Dataset<Row> query = query();
    ModelFixtures.mlp(file, 2, 4, 3);
    assertThatThrownBy(query::collectAsList)
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining(file + " changed after the query was analysed");
  }

  @Test
  void sparksOwnCopyOfTheFileWillDo() throws IOException {
    SPARK.session().sparkContext().addFile(file.toString());
    assertThat(Path.of(SparkFiles.get(file.getFileName().toString()))).exists();
    Dataset<Row> query = query();
    assertThat(scores(query)).isEqualTo(expected);
    ModelStore.instance().clear();
    Files.delete(file);
    assertThat(scores(query.select("s"))).as("without the file").isEqualTo(expected);
  }

  @Test
  void aFileThatIsNowhereIsNamedWithEveryPlaceTried() throws IOException {
    Dataset<Row> query = query();
    assertThat(scores(query)).isEqualTo(expected);
    ModelStore.instance().clear();
    Files.delete(file);
    assertThatThrownBy(() -> query.select("s").collectAsList())
        .rootCause()
        .hasMessageStartingWith("cannot load the model: its file is not to be had here: ")
        .hasMessageContaining(file.toString())
        .hasMessageContaining(SparkFiles.get(file.getFileName().toString()))
        .hasMessageContaining("spark.nibble.model.distribution=broadcast");
  }

  @Test
  void aDamagedCopyIsRefusedAndRemoved() throws IOException {
    byte[] damaged = Files.readAllBytes(file);
    Files.createDirectories(copy().getParent());
    Files.write(copy(), Arrays.copyOfRange(damaged, 1, (int) header.dataBytes() + 1));
    assertThatThrownBy(() -> query().collectAsList())
        .rootCause()
        .hasMessageContaining("the tensors have the SHA-256");
    assertThat(copy()).doesNotExist();
    assertThat(scores(query())).isEqualTo(expected);
  }

  private Path copy() {
    return Path.of(SparkFiles.getRootDirectory(), "nibble-models", header.contentHash());
  }

  private Dataset<Row> query() {
    return SPARK
        .session()
        .sql(
            "SELECT nibble_predict('"
                + file
                + "', array(id + 1, id + 2, id + 3, id + 4)) s FROM range(1)");
  }

  private static List<String> scores(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(row -> row.getList(0).toString()).toList();
  }
}
