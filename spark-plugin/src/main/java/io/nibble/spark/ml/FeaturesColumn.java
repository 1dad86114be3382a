package io.nibble.spark.ml;

import static org.apache.spark.sql.functions.col;

import io.nibble.graph.ModelHeader;
import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The column that a model takes its features from. */
final class FeaturesColumn {
  private final NibbleModel stage;
  private final ModelHeader model;

  FeaturesColumn(NibbleModel stage, ModelHeader model) {
    this.stage = stage;
    this.model = model;
  }

  /** The column by its name, or else by its path in a struct: {@code customer.features}. */
  Column of(StructType schema) {
    String name = stage.getOrDefault(stage.featuresCol());
    Optional<StructField> field =
        Arrays.stream(schema.fields()).filter(f -> f.name().equalsIgnoreCase(name)).findFirst();
    if (field.isEmpty() && !name.contains(".")) {
      throw stage.error(
          "featuresCol is '"
              + name
              + "', expected one of the columns "
              + String.join(", ", schema.fieldNames()),
          null);
    }
    field.ifPresent(this::checkWidth);
    return col(field.isPresent() ? "`" + name.replace("`", "``") + "`" : name);
  }

  /** A vector's size, where the stage that made it noted it. */
  private void checkWidth(StructField field) {
    if (!field.dataType().equals(SQLDataTypes.VectorType())) {
      return;
    }
    int size = AttributeGroup.fromStructField(field).size();
    if (size >= 0 && size != model.inputWidth()) {
      throw stage.error(
          "featuresCol '"
              + field.name()
              + "' has vectors of "
              + size
              + " numbers, model "
              + stage.path()
              + " takes "
              + model.inputWidth(),
          null);
    }
  }
}
