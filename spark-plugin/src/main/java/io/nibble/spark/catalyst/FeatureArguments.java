package io.nibble.spark.catalyst;

import io.nibble.spark.broadcast.ModelReference;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.CreateArray;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GetStructField;
import org.apache.spark.sql.catalyst.expressions.If;
import org.apache.spark.sql.catalyst.expressions.IsNull;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * The features of a call as one expression: an array or vector as it is, cast where Spark would;
 * several numbers, or the fields of a struct, as an array of them in the model's order.
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
  static Expression of(List<Expression> arguments, ModelReference model) {
    FeatureArguments features = new FeatureArguments(model);
    return arguments.size() == 1 ? features.one(arguments.get(0)) : features.columns(arguments);
  }

  private Expression one(Expression argument) {
    DataType type = argument.dataType();
    if (FeatureType.of(type).isPresent()) {
      return argument;
    }
    if (type instanceof StructType struct) {
      return fields(argument, struct);
    }
    if (type instanceof NumericType) {
      return columns(List.of(argument));
    }
    return FeatureType.castOf(type)
        .map(wanted -> cast(argument, wanted))
        .orElseThrow(() -> new InvalidCallException(wrongType(argument)));
  }

  private Expression fields(Expression argument, StructType struct) {
    List<Expression> fields = new ArrayList<>();
    for (int i = 0; i < struct.size(); i++) {
      fields.add(new GetStructField(argument, i, Option.apply(struct.fields()[i].name())));
    }
    Expression array = array("field", InputNames.of(model).fields(struct, fields));
    return argument.nullable()
        ? new If(new IsNull(argument), new Literal(null, array.dataType()), array)
        : array;
  }

  private Expression columns(List<Expression> arguments) {
    return array("argument", InputNames.of(model).columns(arguments));
  }

  private Expression array(String what, List<Expression> numbers) {
    for (int i = 0; i < numbers.size(); i++) {
      if (!FeatureType.isNumber(numbers.get(i).dataType())) {
        throw new InvalidCallException(wrongNumber(what, i, numbers.get(i)));
      }
    }
    int width = model.header().inputWidth();
    if (numbers.size() != width) {
      throw new InvalidCallException(
          "features are "
              + numbers.size()
              + " numbers, model "
              + model
              + " takes "
              + width
              + ". Give one number for each input of the model, in its order.");
    }
    DataType type = elementType(numbers);
    List<Expression> elements = numbers.stream().map(number -> cast(number, type)).toList();
    return new CreateArray(ScalaCollections.seq(elements), false);
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

  private static String wrongNumber(String what, int index, Expression found) {
    return "feature "
        + what
        + " "
        + (index + 1)
        + " is "
        + found.dataType().sql()
        + ", expected a number: "
        + found.sql()
        + CONVERT;
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
