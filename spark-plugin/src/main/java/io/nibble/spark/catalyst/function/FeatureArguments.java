package io.nibble.spark.catalyst.function;

import io.nibble.spark.catalyst.feature.FeatureType;
import io.nibble.spark.catalyst.feature.StructFormat;
import io.nibble.spark.models.ModelReference;
import io.nibble.spark.scala.ScalaCollections;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.CreateArray;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * The features of a call as one expression: an array, vector or struct as it is, so that it is
 * evaluated once, an array cast where Spark would; several numbers as an array of them in the
 * model's order.
 */
final class FeatureArguments {
  private static final String CONVERT = ". Cast or convert it in the query.";

  private final ModelReference model;

  private FeatureArguments(ModelReference model) {
    this.model = model;
  }

  /**
   * Features for {@code model}.
   *
   * @throws InvalidCallException if it cannot have {@code arguments}
   */
  static Features of(List<Expression> arguments, ModelReference model) {
    FeatureArguments features = new FeatureArguments(model);
    return arguments.size() == 1 ? features.one(arguments.get(0)) : features.columns(arguments);
  }

  private Features one(Expression argument) {
    DataType type = argument.dataType();
    Optional<FeatureType> known = FeatureType.of(type);
    if (known.isPresent()) {
      return new Features(argument, known.get());
    }
    if (type instanceof StructType struct) {
      return new Features(argument, fields(struct));
    }
    if (type instanceof NumericType) {
      return columns(List.of(argument));
    }
    return array(
        FeatureType.castOf(type)
            .map(wanted -> cast(argument, wanted))
            .orElseThrow(() -> new InvalidCallException(wrongType(argument))));
  }

  private StructFormat fields(StructType struct) {
    List<StructField> fields = Arrays.asList(struct.fields());
    List<String> names = fields.stream().map(StructField::name).toList();
    List<Integer> places = InputNames.of(model).fields(names);
    for (int i = 0; i < fields.size(); i++) {
      checkNumber("field", i, fields.get(i).dataType(), names.get(i));
    }
    checkCount(fields.size());
    return new StructFormat(struct, places);
  }

  private Features columns(List<Expression> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      Expression argument = arguments.get(i);
      checkNumber("argument", i, argument.dataType(), argument.sql());
    }
    List<Integer> places = InputNames.of(model).columns(arguments);
    checkCount(arguments.size());
    DataType type = elementType(arguments);
    List<Expression> numbers =
        places.stream().map(place -> cast(ArgumentName.value(arguments.get(place)), type)).toList();
    return array(new CreateArray(ScalaCollections.seq(numbers), false));
  }

  private static Features array(Expression features) {
    return new Features(features, FeatureType.of(features.dataType()).orElseThrow());
  }

  private void checkCount(int numbers) {
    int width = model.header().inputWidth();
    if (numbers != width) {
      throw new InvalidCallException(
          "features are "
              + numbers
              + " numbers, model "
              + model
              + " takes "
              + width
              + ". Give one number for each input of the model, in its order.");
    }
  }

  private static DataType elementType(List<Expression> numbers) {
    return numbers.stream().allMatch(number -> number.dataType() instanceof FloatType)
        ? DataTypes.FloatType
        : DataTypes.DoubleType;
  }

  private static Expression cast(Expression expression, DataType type) {
    return expression.dataType().equals(type)
        ? expression
        : new Cast(expression, type, Option.empty());
  }

  private static void checkNumber(String what, int index, DataType type, String text) {
    if (!FeatureType.isNumber(type)) {
      throw new InvalidCallException(
          "feature "
              + what
              + " "
              + (index + 1)
              + " is "
              + type.sql()
              + ", expected a number: "
              + text
              + CONVERT);
    }
  }

  static String wrongType(Expression features) {
    return "features are "
        + features.dataType().sql()
        + ", expected "
        + FeatureType.ACCEPTED
        + ": "
        + features.sql()
        + CONVERT;
  }
}
