package io.nibble.spark.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.build.ModelFixtures;
import io.nibble.spark.Nibble;
import io.nibble.spark.Plans;
import io.nibble.spark.Rows;
import io.nibble.spark.SparkFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Stages and pipelines that are saved, moved and loaded. */
class TestNibbleModelSaving {
  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  private static final List<String> LABELS = List.of("no", "yes");

  @TempDir Path directory;

  private Path file;
  private Dataset<Row> table;

  @BeforeEach
  void writeModel() {
    file = directory.resolve("m.nibble");
    ModelFixtures.classifier(file, 9, LABELS, 3, 20, 2);
    table =
        SPARK
            .session()
            .sql("SELECT id, sin(id) a, cos(id) b, id / 7 c FROM range(0, 50, 1, 3)")
            .withColumn("f", org.apache.spark.sql.functions.expr("array(a, b, c)"));
  }

  @AfterEach
  void unload() {
    Nibble.unload(file.toString());
  }

  @Test
  void aSavedStageNeedsNothingElse() throws IOException {
    NibbleModel stage =
        new NibbleModel("mine")
            .setModelPath(file.toString())
            .setFeaturesCol("f")
            .setRawPredictionCol("");
    List<String> expected = Rows.sorted(stage.transform(table));
    stage.save(directory.resolve("saved").toString());
    Files.delete(file);
    Path moved = Files.move(directory.resolve("saved"), directory.resolve("moved"));
    NibbleModel loaded = NibbleModel.load(moved.toString());
    assertThat(loaded.uid()).isEqualTo("mine");
    assertThat(loaded.getOrDefault(loaded.modelPath())).startsWith(moved.toString());
    assertThat(loaded.isSet(loaded.rawPredictionCol())).isTrue();
    assertThat(loaded.isSet(loaded.predictionCol())).as("a default stays one").isFalse();
    assertThat(Rows.sorted(loaded.transform(table))).isEqualTo(expected);
    assertThat(loaded.labels()).containsExactlyElementsOf(LABELS);
  }

  @Test
  void aPipelineOfSparkStagesAndOurs() throws IOException {
    VectorAssembler assembler =
        new VectorAssembler().setInputCols(new String[] {"a", "b", "c"}).setOutputCol("vector");
    StandardScaler scaler = new StandardScaler().setInputCol("vector").setOutputCol("features");
    NibbleModel stage = new NibbleModel().setModelPath(file.toString());
    Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {assembler, scaler, stage});
    pipeline.save(directory.resolve("pipeline").toString());
    PipelineModel fitted = Pipeline.load(directory.resolve("pipeline").toString()).fit(table);
    fitted.save(directory.resolve("fitted").toString());
    PipelineModel loaded = PipelineModel.load(directory.resolve("fitted").toString());

    Dataset<Row> scored = loaded.transform(table);
    List<String> rows = Rows.sorted(scored);
    assertThat(Plans.operators(scored)).hasSize(1);
    assertThat(Plans.metric(scored, "rows")).isEqualTo(50);
    assertThat(scored.columns())
        .isEqualTo(loaded.transformSchema(table.schema()).fieldNames())
        .endsWith("rawPrediction", "probability", "prediction", "predictedLabel");
    assertThat(rows).hasSize(50).isEqualTo(Rows.sorted(fitted.transform(table)));
    Dataset<Row> sql =
        scored.selectExpr("id", "nibble_predict('" + file + "', features) AS s", "probability");
    for (Row row : sql.collectAsList()) {
      assertThat(((org.apache.spark.ml.linalg.Vector) row.get(2)).toArray())
          .isEqualTo(row.<Float>getList(1).stream().mapToDouble(x -> x).toArray());
    }
  }

  @Test
  void savingOverAFolder() throws IOException {
    String folder = directory.resolve("saved").toString();
    NibbleModel stage = new NibbleModel().setModelPath(file.toString()).setFeaturesCol("f");
    stage.save(folder);
    assertThatThrownBy(() -> stage.save(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("overwrite");
    ModelFixtures.classifier(file, 10, LABELS, 3, 20, 2);
    List<String> expected = Rows.sorted(stage.transform(table));
    stage.write().overwrite().save(folder);
    assertThat(Rows.sorted(NibbleModel.load(folder).transform(table))).isEqualTo(expected);
  }

  @Test
  void savingOverItsOwnModelIsRefusedBeforeAnythingIsLost() throws IOException {
    String folder = directory.resolve("saved").toString();
    new NibbleModel().setModelPath(file.toString()).save(folder);
    NibbleModel loaded = NibbleModel.load(folder).setFeaturesCol("f");
    List<String> expected = Rows.sorted(loaded.transform(table));
    for (String spelling : List.of(folder, directory.toString(), "file:" + folder + "/")) {
      assertThatThrownBy(() -> loaded.write().overwrite().save(spelling))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("holds its model file " + folder + "/model.nibble")
          .hasMessageContaining("save it to another folder");
    }
    assertThat(Rows.sorted(loaded.transform(table))).isEqualTo(expected);
  }

  @Test
  void aDamagedFolder() throws IOException {
    Path folder = directory.resolve("saved");
    new NibbleModel().setModelPath(file.toString()).setFeaturesCol("f").save(folder.toString());
    Files.delete(folder.resolve("model.nibble"));
    NibbleModel loaded = NibbleModel.load(folder.toString());
    assertThatThrownBy(() -> loaded.transform(table))
        .hasMessageContaining("modelPath " + folder + "/model.nibble cannot be read");
    assertThatThrownBy(() -> NibbleModel.load(directory.resolve("nothing").toString()))
        .hasMessageContaining("nothing");
  }

  @Test
  void aFolderOfAnotherStage() throws IOException {
    String folder = directory.resolve("assembler").toString();
    new VectorAssembler().setInputCols(new String[] {"a"}).setOutputCol("v").save(folder);
    assertThatThrownBy(() -> NibbleModel.load(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("VectorAssembler, expected a NibbleModel");
  }

  @Test
  void aFileThatCannotBeCopied() {
    String folder = directory.resolve("saved").toString();
    assertThatThrownBy(() -> new NibbleModel().setModelPath("/no/such.nibble").save(folder))
        .hasMessageContaining("/no/such.nibble cannot be copied to " + folder);
    assertThat(directory.resolve("saved/metadata")).doesNotExist();
  }
}
