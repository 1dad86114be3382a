package io.nibble.spark.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.file.ModelException;
import io.nibble.spark.Failures;
import io.nibble.spark.SampleTables;
import io.nibble.spark.SparkFixture;
import io.nibble.spark.score.BadRowException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Wrong parameters, models and tables: refused when the schema is asked for, naming what is wrong.
 */
class TestNibbleModelErrors {
  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  private static SampleTables tables;

  private NibbleModel stage;

  @BeforeAll
  static void createTables() {
    tables = SampleTables.create(SPARK);
  }

  @BeforeEach
  void createStage() {
    stage = new NibbleModel("stage").setModelPath(tables.model()).setFeaturesCol("f");
  }

  @Test
  void theSchemaIsThatOfTheTable() {
    Dataset<Row> table = SPARK.session().table("t");
    assertThat(stage.transformSchema(table.schema())).isEqualTo(stage.transform(table).schema());
    stage.setModelPath(tables.second()).setFeaturesCol("s");
    Dataset<Row> short5 = table.selectExpr("id", "slice(f, 1, 5) AS s");
    assertThat(stage.transformSchema(short5.schema()).toDDL())
        .isEqualTo(stage.transform(short5).schema().toDDL())
        .contains("prediction DOUBLE,predictedLabel STRING");
  }

  @Test
  void noModel() {
    stage.clear(stage.modelPath());
    assertRefused().hasMessageContaining("NibbleModel stage: modelPath is not set");
    assertThatThrownBy(stage::labels).hasMessageContaining("modelPath is not set");
    assertThatThrownBy(() -> stage.write().save(SPARK.directory().resolve("none").toString()))
        .hasMessageContaining("modelPath is not set");
  }

  @Test
  void noSuchFile() {
    stage.setModelPath("/no/such.nibble");
    assertRefused()
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NibbleModel stage: modelPath /no/such.nibble cannot be read: ")
        .hasMessageContaining("does not exist");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a:b:c", "nosuchscheme:/m.nibble"})
  void noPath(String path) {
    stage.setModelPath(path);
    assertRefused().hasMessageContaining("NibbleModel stage: modelPath");
  }

  @Test
  void noModelInTheFile() throws IOException {
    Path file = Files.writeString(SPARK.directory().resolve("text.nibble"), "no model at all");
    stage.setModelPath(file.toString());
    assertRefused().isInstanceOf(ModelException.class).hasMessageContaining(file.toString());
  }

  @Test
  void noSuchColumn() {
    stage.setFeaturesCol("g");
    assertRefused()
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("featuresCol is 'g', expected one of the columns id, k, f, d, i, v");
    stage.setFeaturesCol("f.g");
    assertRefused().isInstanceOf(AnalysisException.class).hasMessageContaining("f");
  }

  @Test
  void wrongTypeOfFeatures() {
    stage.setFeaturesCol("s");
    StructType schema = new StructType().add("s", "string");
    assertThatThrownBy(() -> stage.transformSchema(schema))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("features are \"STRING\"".replace("\"", ""))
        .hasMessageContaining("expected ARRAY<FLOAT>, ARRAY<DOUBLE>, an ML vector or numbers");
  }

  @Test
  void vectorsOfAnotherLength() {
    Dataset<Row> assembled =
        new VectorAssembler()
            .setInputCols(new String[] {"id", "k", "id"})
            .setOutputCol("three")
            .transform(SPARK.session().table("t"));
    stage.setFeaturesCol("three");
    assertThatThrownBy(() -> stage.transform(assembled))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("featuresCol 'three' has vectors of 3 numbers, model ")
        .hasMessageContaining("takes 8");
  }

  @Test
  void columnsThatAreThereAlready() {
    stage.setPredictionCol("ID");
    assertRefused()
        .hasMessageContaining("predictionCol is 'ID', but there is such a column already");
    stage.setPredictionCol("rawPrediction");
    assertRefused()
        .hasMessageContaining("predictionCol is 'rawPrediction', but there is such a column");
  }

  @Test
  void columnsThatTheModelCannotFill() {
    stage.setProbabilityCol("p");
    assertRefused()
        .hasMessageContaining("probabilityCol is 'p', but model " + tables.model())
        .hasMessageContaining("does not end with softmax");
    stage.setProbabilityCol("").setPredictedLabelCol("name");
    assertRefused()
        .hasMessageContaining("predictedLabelCol is 'name', but model " + tables.model())
        .hasMessageContaining("has no output_names");
  }

  @Test
  void badRows() {
    Dataset<Row> bad = SPARK.session().table("bad");
    SPARK.session().conf().set("spark.nibble.badRows", "fail");
    assertThat(Failures.rootCause(() -> stage.transform(bad).collect()))
        .isInstanceOf(BadRowException.class);
    SPARK.session().conf().set("spark.nibble.badRows", "null");
    Dataset<Row> scored = stage.transform(bad);
    assertThat(scored.where("prediction IS NULL AND rawPrediction IS NULL").count()).isEqualTo(30);
    assertThat(scored.where("prediction IS NOT NULL").count()).isEqualTo(30);
    SPARK.session().conf().set("spark.nibble.badRows", "fail");
  }

  private AbstractThrowableAssert<?, ? extends Throwable> assertRefused() {
    return assertThatThrownBy(() -> stage.transformSchema(SPARK.session().table("t").schema()));
  }
}
