package io.nibble.spark.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nibble.build.ModelFixtures;
import io.nibble.spark.Plans;
import io.nibble.spark.Rows;
import io.nibble.spark.SampleTables;
import io.nibble.spark.SparkFixture;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the stage computes, beside {@code nibble_predict} on the same rows. */
class TestNibbleModel {
  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  private static final List<String> LABELS = List.of("low", "middle", "high", "höher");

  private static SampleTables tables;
  private static String classifier;

  @BeforeAll
  static void createTables() {
    tables = SampleTables.create(SPARK);
    classifier =
        ModelFixtures.classifier(
            SPARK.directory().resolve("classes.nibble"), 9, LABELS, SampleTables.WIDTH, 20, 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"f", "d", "i", "v"})
  void everyColumnComesFromTheScoresOfOneCall(String features) {
    NibbleModel stage = new NibbleModel().setModelPath(classifier).setFeaturesCol(features);
    Dataset<Row> scored = stage.transform(spark().table("t"));
    List<Row> rows = scored.collectAsList();
    assertThat(Plans.operators(scored)).hasSize(1);
    assertThat(Plans.metric(scored, "rows")).isEqualTo(SampleTables.SCORED);
    assertThat(rows).hasSize(SampleTables.ROWS);
    List<Row> expected = scores(classifier, features).collectAsList();
    for (int i = 0; i < rows.size(); i++) {
      assertClassified(rows.get(i), expected.get(i));
    }
    assertThat(rows.stream().map(r -> r.<String>getAs("predictedLabel")).distinct().count())
        .as("labels and NULL")
        .isGreaterThan(2);
  }

  private static Dataset<Row> scores(String model, String features) {
    return spark().sql("SELECT id, nibble_predict('" + model + "', " + features + ") s FROM t");
  }

  private static void assertClassified(Row row, Row expected) {
    assertThat(row.<Integer>getAs("id")).isEqualTo(expected.getInt(0));
    if (expected.isNullAt(1)) {
      for (String name : List.of("rawPrediction", "probability", "prediction", "predictedLabel")) {
        assertThat(row.<Object>getAs(name)).as(name).isNull();
      }
      return;
    }
    double[] scores = expected.<Float>getList(1).stream().mapToDouble(Float::doubleValue).toArray();
    int top = 0;
    for (int i = 1; i < scores.length; i++) {
      top = scores[i] > scores[top] ? i : top;
    }
    assertThat(row.<Vector>getAs("rawPrediction").toArray()).isEqualTo(scores);
    assertThat(row.<Vector>getAs("probability").toArray()).isEqualTo(scores);
    assertThat(Arrays.stream(scores).sum()).isCloseTo(1, within(1e-6));
    assertThat(row.<Double>getAs("prediction")).isEqualTo(top);
    assertThat(row.<String>getAs("predictedLabel")).isEqualTo(LABELS.get(top));
  }

  @Test
  void ofEqualScoresTheFirstWins() {
    String zero = ModelFixtures.zero(SPARK.directory().resolve("zero.nibble"), 5, 3);
    Dataset<Row> table = spark().sql("SELECT array(1F, 2F, 3F, 4F, 5F) AS features");
    Row equal = new NibbleModel().setModelPath(zero).transform(table).first();
    assertThat(equal.<Vector>getAs("rawPrediction").toArray()).containsOnly(0);
    assertThat(equal.<Double>getAs("prediction")).isZero();
  }

  @Test
  void aModelWithoutSoftmaxAndLabelsGivesScoresAndTheirHighest() {
    Dataset<Row> scored =
        new NibbleModel()
            .setModelPath(tables.model())
            .setFeaturesCol("v")
            .transform(spark().table("t").select("v"));
    assertThat(scored.columns()).containsExactly("v", "rawPrediction", "prediction");
  }

  @Test
  void aModelOfOneOutputPredictsItsScore() {
    String regression = ModelFixtures.mlp(SPARK.directory().resolve("one.nibble"), 4, 8, 6, 1);
    Dataset<Row> scored =
        new NibbleModel()
            .setModelPath(regression)
            .setFeaturesCol("f")
            .setRawPredictionCol("")
            .transform(spark().table("t"))
            .select("id", "prediction");
    assertThat(Rows.sorted(scored))
        .isEqualTo(
            Rows.sorted(scores(regression, "f").selectExpr("id", "double(s[0]) AS prediction")));
  }

  @Test
  void emptyNamesLeaveColumnsOutAndUnusedOnesCostNothing() {
    NibbleModel stage =
        new NibbleModel()
            .setModelPath(classifier)
            .setFeaturesCol("f")
            .setRawPredictionCol("")
            .setProbabilityCol("p")
            .setPredictionCol("")
            .setPredictedLabelCol("");
    Dataset<Row> scored = stage.transform(spark().table("t").select("id", "f"));
    assertThat(scored.columns()).containsExactly("id", "f", "p");
    Dataset<Row> unused = scored.select("id");
    assertThat(unused.collectAsList()).hasSize(SampleTables.ROWS);
    assertThat(Plans.operators(unused)).isEmpty();
  }

  @Test
  void featuresMayBeColumnsInAStruct() {
    Dataset<Row> rows =
        spark().sql("SELECT id, struct(f, k) AS customer, f AS `odd.``name` FROM t");
    NibbleModel stage = new NibbleModel().setModelPath(classifier).setFeaturesCol("customer.f");
    List<String> expected = Rows.sorted(stage.transform(rows).select("id", "probability"));
    stage.setFeaturesCol("odd.`name");
    assertThat(Rows.sorted(stage.transform(rows).select("id", "probability"))).isEqualTo(expected);
    Dataset<Row> numbers =
        spark().sql("SELECT id, struct(f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7]) n FROM t");
    stage.setFeaturesCol("n");
    assertThat(Rows.sorted(stage.transform(numbers.where("n.col1 IS NOT NULL")).select("id")))
        .hasSize(SampleTables.SCORED);
  }

  @Test
  void sparkMlKnowsTheLabelsOfThePrediction() {
    Dataset<Row> scored =
        new NibbleModel()
            .setModelPath(classifier)
            .setFeaturesCol("f")
            .transform(spark().table("t").where("f IS NOT NULL"));
    Dataset<Row> named =
        new IndexToString().setInputCol("prediction").setOutputCol("name").transform(scored);
    assertThat(named.where("name != predictedLabel").count()).isZero();
    double accuracy =
        new MulticlassClassificationEvaluator()
            .setMetricName("accuracy")
            .setLabelCol("truth")
            .evaluate(scored.withColumn("truth", scored.col("prediction")));
    assertThat(accuracy).isEqualTo(1);
  }

  @Test
  void parametersHaveNamesDefaultsAndCopies() {
    NibbleModel stage = new NibbleModel().setModelPath(classifier);
    assertThat(Arrays.stream(stage.params()).map(Param::name))
        .containsExactly(
            "featuresCol",
            "modelPath",
            "predictedLabelCol",
            "predictionCol",
            "probabilityCol",
            "rawPredictionCol");
    assertThat(stage.explainParams()).contains("featuresCol: ", "(default: features)", classifier);
    assertThat(stage.labels()).containsExactlyElementsOf(LABELS);
    NibbleModel copy = stage.copy(new ParamMap().put(stage.featuresCol(), "f"));
    assertThat(copy.uid()).isEqualTo(stage.uid());
    assertThat(copy.getOrDefault(copy.featuresCol())).isEqualTo("f");
    assertThat(copy.getOrDefault(copy.modelPath())).isEqualTo(classifier);
    assertThat(stage.getOrDefault(stage.featuresCol())).isEqualTo("features");
    assertThat(new NibbleModel().uid()).isNotEqualTo(stage.uid());
    Dataset<Row> table = spark().table("t");
    assertThat(stage.transform(table, new ParamMap().put(stage.featuresCol(), "f")).schema())
        .isEqualTo(copy.transform(table).schema());
  }

  @Test
  void aStageSurvivesJavaAndKryoSerialization() {
    NibbleModel stage = new NibbleModel().setModelPath(classifier).setFeaturesCol("f");
    List<String> expected = Rows.sorted(stage.transform(spark().table("t")));
    var conf = spark().sparkContext().getConf();
    for (var serializer :
        List.of(
            new org.apache.spark.serializer.JavaSerializer(conf),
            new org.apache.spark.serializer.KryoSerializer(conf))) {
      var instance = serializer.newInstance();
      var tag = scala.reflect.ClassTag$.MODULE$.<NibbleModel>apply(NibbleModel.class);
      NibbleModel copy = instance.deserialize(instance.serialize(stage, tag), tag);
      assertThat(Rows.sorted(copy.transform(spark().table("t")))).isEqualTo(expected);
    }
  }

  private static SparkSession spark() {
    return SPARK.session();
  }
}
