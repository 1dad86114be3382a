package io.nibble.spark.ml;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.nibble.graph.ModelHeader;
import io.nibble.spark.models.ModelRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A .nibble model as a stage of Spark ML pipelines. It adds up to four columns, all from one call
 * of {@code nibble_predict}, whose rules for features, NULL and bad rows hold; an empty name leaves
 * a column out:
 *
 * <ul>
 *   <li>{@link #rawPredictionCol}: the scores as a vector
 *   <li>{@link #probabilityCol}: the same, of models that end with softmax
 *   <li>{@link #predictionCol}: DOUBLE, the index of the highest score, of equal ones the first; of
 *       a model with one output its score
 *   <li>{@link #predictedLabelCol}: STRING, the label of that index, of models with labels
 * </ul>
 *
 * <p>The session needs the plugin or the extensions. Saved, it takes a copy of the model file
 * along.
 */
public final class NibbleModel extends Model<NibbleModel> implements MLWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final Param<String> modelPath;
  private final Param<String> featuresCol;
  private final Param<String> rawPredictionCol;
  private final Param<String> probabilityCol;
  private final Param<String> predictionCol;
  private final Param<String> predictedLabelCol;

  public NibbleModel() {
    this(Identifiable.randomUID("nibble"));
  }

  public NibbleModel(String uid) {
    this.uid = uid;
    modelPath = new Param<>(this, "modelPath", "path of a .nibble file on any Hadoop file system");
    featuresCol = param("featuresCol", "column of features: a vector, array or struct", "features");
    rawPredictionCol = param("rawPredictionCol", "column for the scores", "rawPrediction");
    probabilityCol =
        param("probabilityCol", "column for the scores of a softmax at the end", "probability");
    predictionCol =
        param("predictionCol", "column for the index of the highest score", "prediction");
    predictedLabelCol =
        param("predictedLabelCol", "column for the label of that index", "predictedLabel");
  }

  private Param<String> param(String name, String doc, String value) {
    Param<String> param = new Param<>(this, name, doc);
    setDefault(param, value);
    return param;
  }

  @Override
  public String uid() {
    return uid;
  }

  public Param<String> modelPath() {
    return modelPath;
  }

  public Param<String> featuresCol() {
    return featuresCol;
  }

  public Param<String> rawPredictionCol() {
    return rawPredictionCol;
  }

  public Param<String> probabilityCol() {
    return probabilityCol;
  }

  public Param<String> predictionCol() {
    return predictionCol;
  }

  public Param<String> predictedLabelCol() {
    return predictedLabelCol;
  }

  public NibbleModel setModelPath(String path) {
    return with(modelPath, path);
  }

  public NibbleModel setFeaturesCol(String name) {
    return with(featuresCol, name);
  }

  public NibbleModel setRawPredictionCol(String name) {
    return with(rawPredictionCol, name);
  }

  public NibbleModel setProbabilityCol(String name) {
    return with(probabilityCol, name);
  }

  public NibbleModel setPredictionCol(String name) {
    return with(predictionCol, name);
  }

  public NibbleModel setPredictedLabelCol(String name) {
    return with(predictedLabelCol, name);
  }

  private NibbleModel with(Param<String> param, String value) {
    set(param, value);
    return this;
  }

  /** The labels of the model's scores; none if it has none. */
  public String[] labels() {
    return header(SparkSession.active()).outputNames().toArray(String[]::new);
  }

  /**
   * The columns of {@code dataset} and the model's.
   *
   * @throws IllegalArgumentException if a parameter does not fit the model or the columns
   */
  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    ModelHeader model = header(dataset.sparkSession());
    String scores = uid + " scores";
    List<Column> columns = new ArrayList<>(List.of(col("*")));
    columns.addAll(new OutputColumns(this, model, col("`" + scores + "`")).on(dataset.schema()));
    Column features = new FeaturesColumn(this, model).of(dataset.schema());
    return dataset
        .select(col("*"), call_function("nibble_predict", lit(path()), features).as(scores))
        .select(columns.toArray(Column[]::new))
        .drop(scores);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return transform(SparkSession.active().createDataFrame(List.of(), schema)).schema();
  }

  @Override
  public NibbleModel copy(ParamMap extra) {
    return copyValues(new NibbleModel(uid), extra).setParent(parent());
  }

  @Override
  public MLWriter write() {
    return new NibbleModelWriter(this);
  }

  public static MLReader<NibbleModel> read() {
    return new NibbleModelReader();
  }

  /** What {@link #save} wrote to a folder. */
  public static NibbleModel load(String path) {
    return read().load(path);
  }

  String path() {
    if (!isDefined(modelPath)) {
      throw error("modelPath is not set, expected the path of a .nibble file", null);
    }
    return getOrDefault(modelPath);
  }

  IllegalArgumentException error(String reason, Throwable cause) {
    return new IllegalArgumentException("NibbleModel " + uid + ": " + reason, cause);
  }

  private ModelHeader header(SparkSession session) {
    String path = path();
    try {
      return ModelRegistry.model(session, path).header();
    } catch (IOException e) {
      throw error("modelPath " + path + " cannot be read: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw error("modelPath '" + path + "' is not a path: " + e.getMessage(), e);
    }
  }
}
