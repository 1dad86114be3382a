package io.nibble.spark.catalyst.function;

import io.nibble.spark.catalyst.feature.StructFormat;
import io.nibble.spark.scala.ScalaCollections;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.CreateArray;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GetStructField;
import org.apache.spark.sql.catalyst.expressions.If;
import org.apache.spark.sql.catalyst.expressions.IsNull;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.types.DataTypes;
import scala.Option;

/** The features of a call for people and for the job: a struct becomes an array, in order. */
final class FeatureArray {
  private FeatureArray() {}

  static Expression of(NibblePredict call) {
    return call.format() instanceof StructFormat struct
        ? of(call.features(), struct)
        : call.features();
  }

  private static Expression of(Expression features, StructFormat struct) {
    List<Expression> numbers =
        struct.places().stream().map(place -> number(features, place)).toList();
    Expression array = new CreateArray(ScalaCollections.seq(numbers), false);
    return new If(new IsNull(features), new Literal(null, array.dataType()), array);
  }

  private static Expression number(Expression features, int place) {
    return new Cast(
        new GetStructField(features, place, Option.empty()), DataTypes.DoubleType, Option.empty());
  }
}
