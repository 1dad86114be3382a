package io.nibble.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.build.ModelFixtures;
import io.nibble.spark.scala.ScalaCollections;
import io.nibble.spark.watch.ExecutorMetric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.RDDBlockId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Results that Spark keeps, while the files of their models are replaced, deleted, unloaded. */
class TestCachedResults {
  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  private Path file;
  private Path other;
  private List<String> old;
  private List<String> fresh;

  @BeforeEach
  void writeModels() {
    file = SPARK.directory().resolve("cached.nibble");
    other = SPARK.directory().resolve("replacement.nibble");
    ModelFixtures.mlp(file, 1, 4, 3);
    ModelFixtures.mlp(other, 2, 4, 3);
    old = Rows.sorted(scores());
    fresh = Rows.sorted(SPARK.session().sql(query(other)));
    assertThat(old).isNotEqualTo(fresh);
  }

  @AfterEach
  void clear() {
    SPARK.session().catalog().clearCache();
    Nibble.unload(file.toString());
    Nibble.unload(other.toString());
  }

  @Test
  void aCachedTableKeepsItsScoresAndIsNotScoredAgain() throws IOException {
    sql("CACHE TABLE c AS " + query(file));
    replace();
    long scored = rowsScored();
    assertThat(Rows.sorted(sql("SELECT * FROM c"))).isEqualTo(old);
    assertThat(Rows.sorted(SPARK.session().table("c"))).isEqualTo(old);
    assertThat(sql("SELECT count(s) FROM c WHERE s[0] > -1e9").first().getLong(0)).isEqualTo(40);
    assertThat(rowsScored()).isEqualTo(scored);
    assertThat(Rows.sorted(scores())).as("another query").isEqualTo(fresh);
    assertThat(
            Rows.sorted(sql("SELECT c.id, n.s FROM c JOIN (" + query(file) + ") n ON c.id = n.id")))
        .as("both in one")
        .isEqualTo(fresh);
    sql("UNCACHE TABLE c");
    assertThat(Rows.sorted(sql("SELECT * FROM c"))).as("not cached any more").isEqualTo(fresh);
  }

  @Test
  void aCachedViewOfAViewKeepsItsScores() throws IOException {
    sql("CREATE OR REPLACE TEMPORARY VIEW inner_view AS " + query(file));
    sql("CREATE OR REPLACE TEMPORARY VIEW outer_view AS SELECT * FROM inner_view WHERE id < 40");
    sql("CACHE TABLE outer_view");
    replace();
    long scored = rowsScored();
    assertThat(Rows.sorted(sql("SELECT * FROM outer_view"))).isEqualTo(old);
    assertThat(rowsScored()).isEqualTo(scored);
    assertThat(Rows.sorted(sql("SELECT * FROM inner_view"))).as("not cached").isEqualTo(fresh);
  }

  @Test
  void twoModelsReplacedOneAfterTheOther() throws IOException {
    Path second = SPARK.directory().resolve("second.nibble");
    ModelFixtures.mlp(second, 3, 4, 3);
    sql("CACHE TABLE two AS " + query(file) + " UNION ALL " + query(second));
    List<String> both = Rows.sorted(sql("SELECT * FROM two"));
    replace();
    scores();
    long scored = rowsScored();
    assertThat(Rows.sorted(sql("SELECT * FROM two"))).isEqualTo(both);
    ModelFixtures.mlp(second, 4, 4, 3);
    SPARK.session().sql(query(second));
    assertThat(Rows.sorted(sql("SELECT * FROM two"))).isEqualTo(both);
    assertThat(rowsScored()).isEqualTo(scored);
  }

  @Test
  void labelsAreKeptWithTheScores() throws IOException {
    Path labelled = SPARK.directory().resolve("labelled.nibble");
    String text =
        "SELECT id, nibble_classify('" + labelled + "', array(id, 1, -id, 2)) s FROM range(40)";
    ModelFixtures.mlp(labelled, 1, List.of("a", "b", "c"), 4, 3);
    sql("CACHE TABLE l AS " + text);
    List<String> rows = Rows.sorted(sql("SELECT * FROM l"));
    long scored = rowsScored();
    ModelFixtures.mlp(labelled, 2, List.of("x", "y", "z"), 4, 3);
    assertThat(Rows.sorted(sql("SELECT * FROM l"))).isEqualTo(rows);
    assertThat(rowsScored()).isEqualTo(scored);
    assertThat(Rows.sorted(sql(text))).isNotEqualTo(rows);
  }

  @Test
  void aCachedTableOutlivesItsFile() throws IOException {
    sql("CACHE TABLE gone AS " + query(file));
    sql("CREATE OR REPLACE TEMPORARY VIEW not_cached AS " + query(file) + " WHERE id > 1");
    long scored = rowsScored();
    Files.write(file, new byte[100]);
    assertThat(Rows.sorted(sql("SELECT * FROM gone"))).as("damaged").isEqualTo(old);
    Files.delete(file);
    assertThat(Rows.sorted(sql("SELECT * FROM gone"))).as("deleted").isEqualTo(old);
    assertThat(sql("SELECT 1 WHERE EXISTS (SELECT * FROM gone)").count()).isOne();
    assertThat(rowsScored()).isEqualTo(scored);
    for (String text : List.of("SELECT * FROM not_cached", query(file))) {
      assertThatThrownBy(() -> sql(text).collectAsList())
          .isInstanceOf(AnalysisException.class)
          .hasMessageContaining("model " + file + ": no such file");
    }
  }

  @Test
  void aPersistedDatasetOutlivesItsFileAndUnload() throws IOException {
    Dataset<Row> kept = scores().persist();
    assertThat(Rows.sorted(kept)).isEqualTo(old);
    replace();
    Nibble.unload(file.toString());
    long scored = rowsScored();
    assertThat(Rows.sorted(kept)).isEqualTo(old);
    assertThat(Rows.sorted(kept.select("id", "s"))).isEqualTo(old);
    assertThat(rowsScored()).isEqualTo(scored);
    dropBlocks();
    assertThat(Rows.sorted(kept.select("id", "s"))).as("lost blocks").isEqualTo(old);
    assertThat(rowsScored()).isGreaterThan(scored);
  }

  @Test
  void aPersistedDatasetOutlivesAFileReplacedAfterUnload() throws IOException {
    Dataset<Row> kept = scores().persist();
    assertThat(Rows.sorted(kept)).isEqualTo(old);
    Nibble.unload(file.toString());
    Files.delete(file);
    assertThat(Rows.sorted(kept.select("id", "s"))).isEqualTo(old);
    dropBlocks();
    assertThatThrownBy(() -> kept.select("id", "s").collectAsList())
        .as("nobody has the weights any more")
        .hasStackTraceContaining("cannot load the model")
        .hasStackTraceContaining(file.toString());
  }

  @Test
  void aPersistedResultOfTheClassicUdfOutlivesItsFile() throws IOException {
    Nibble.register(SPARK.session(), "classic", file.toString());
    Dataset<Row> kept =
        sql("SELECT id, classic(array(float(id), 1f, float(-id), 2f)) s FROM range(40)").persist();
    List<String> rows = Rows.sorted(kept);
    replace();
    Nibble.unload(file.toString());
    assertThat(Rows.sorted(kept.select("id", "s"))).isEqualTo(rows);
  }

  private void replace() throws IOException {
    Path copy = Files.copy(other, file.resolveSibling("copy"));
    Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private Dataset<Row> scores() {
    return sql(query(file));
  }

  private static Dataset<Row> sql(String text) {
    return SPARK.session().sql(text);
  }

  private static String query(Path model) {
    return "SELECT id, nibble_predict('"
        + model
        + "', array(id, 1, -id, 2)) s FROM range(0, 40, 1, 4)";
  }

  /** As when an executor that has them is lost. */
  private static void dropBlocks() {
    ScalaCollections.javaMap(SPARK.session().sparkContext().getPersistentRDDs())
        .values()
        .forEach(
            rdd -> {
              for (int i = 0; i < rdd.getNumPartitions(); i++) {
                SparkEnv.get().blockManager().removeBlock(new RDDBlockId(rdd.id(), i), true);
              }
            });
  }

  private static long rowsScored() {
    return ExecutorMetric.ROWS.now().longValue();
  }
}
