package io.nibble.spark.ml;

import static org.apache.spark.ml.functions.array_to_vector;
import static org.apache.spark.sql.functions.array_max;
import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.nibble.graph.ModelHeader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.attribute.NumericAttribute;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructType;

/** The columns that a stage adds, each computed from the column of its model's scores. */
final class OutputColumns {
  private final NibbleModel stage;
  private final ModelHeader model;
  private final Column scores;
  private final List<String> labels;

  OutputColumns(NibbleModel stage, ModelHeader model, Column scores) {
    this.stage = stage;
    this.model = model;
    this.scores = scores;
    this.labels = model.outputNames();
  }

  /** Those that have a name and that the model can fill, for a table of these columns. */
  List<Column> on(StructType schema) {
    Set<String> taken = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    taken.addAll(List.of(schema.fieldNames()));
    List<Column> columns = new ArrayList<>();
    if (isWanted(stage.rawPredictionCol(), taken)) {
      columns.add(vector(stage.rawPredictionCol()));
    }
    if (hasProbabilities() && isWanted(stage.probabilityCol(), taken)) {
      columns.add(vector(stage.probabilityCol()));
    }
    if (isWanted(stage.predictionCol(), taken)) {
      String name = name(stage.predictionCol());
      columns.add(prediction().as(name, predictionMetadata(name)));
    }
    if (hasLabels() && isWanted(stage.predictedLabelCol(), taken)) {
      columns.add(
          element_at(lit(labels.toArray(String[]::new)), place().cast(DataTypes.IntegerType))
              .as(name(stage.predictedLabelCol())));
    }
    return columns;
  }

  private boolean hasProbabilities() {
    boolean softmax = model.givesProbabilities();
    return softmax || refused(stage.probabilityCol(), "does not end with softmax");
  }

  private boolean hasLabels() {
    return !labels.isEmpty() || refused(stage.predictedLabelCol(), "has no output_names");
  }

  /** A column that was asked for by name must be there. */
  private boolean refused(Param<String> param, String reason) {
    if (stage.isSet(param) && !name(param).isEmpty()) {
      throw stage.error(
          param.name()
              + " is '"
              + name(param)
              + "', but model "
              + stage.path()
              + " "
              + reason
              + ". Leave it unset.",
          null);
    }
    return false;
  }

  private boolean isWanted(Param<String> param, Set<String> taken) {
    String name = name(param);
    if (!name.isEmpty() && !taken.add(name)) {
      throw stage.error(
          param.name()
              + " is '"
              + name
              + "', but there is such a column already. Choose another name, or '' for none.",
          null);
    }
    return !name.isEmpty();
  }

  private String name(Param<String> param) {
    return stage.getOrDefault(param);
  }

  private Column vector(Param<String> param) {
    String name = name(param);
    Column doubles = scores.cast(DataTypes.createArrayType(DataTypes.DoubleType, false));
    // The function of Spark ML fails on NULL.
    return when(scores.isNotNull(), array_to_vector(doubles))
        .as(name, new AttributeGroup(name, model.outputWidth()).toMetadata());
  }

  private Column prediction() {
    Column number = model.outputWidth() == 1 ? scores.getItem(0) : place().minus(1);
    return number.cast(DataTypes.DoubleType);
  }

  /** Where the highest score is, from 1. */
  private Column place() {
    return array_position(scores, array_max(scores));
  }

  private Metadata predictionMetadata(String name) {
    if (model.outputWidth() == 1) {
      return NumericAttribute.defaultAttr().withName(name).toMetadata();
    }
    NominalAttribute classes = NominalAttribute.defaultAttr().withName(name);
    boolean distinct = new HashSet<>(labels).size() == model.outputWidth();
    return distinct
        ? classes.withValues(labels.toArray(String[]::new)).toMetadata()
        : classes.withNumValues(model.outputWidth()).toMetadata();
  }
}
